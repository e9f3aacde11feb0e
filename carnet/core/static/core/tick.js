// Ticking rows: all on the page, a range with Shift, and a bar that appears once something is ticked.
let last = null;

const boxes = () => [...document.querySelectorAll("[data-tick]")];

function show() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  for (const head of document.querySelectorAll("[data-tick-all]")) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  for (const bar of document.querySelectorAll("[data-selection]")) {
    bar.classList.add("live");
    bar.hidden = ticked === 0;
    const everything = bar.querySelector("[data-tick-everything]");
    if (bar.hidden && everything) everything.checked = false;
    for (const count of bar.querySelectorAll("[data-tick-count]")) count.textContent = ticked;
  }
}

function range(from, to, checked) {
  const all = boxes();
  const ends = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (ends[0] < 0) return;
  for (const box of all.slice(ends[0], ends[1] + 1)) box.checked = checked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-tick]");
  if (!box) return;
  if (event.shiftKey && last) range(last, box, box.checked);
  last = box;
  show();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-tick-all], [data-tick]")) show();
});

document.addEventListener("htmx:afterSettle", show);
window.addEventListener("pageshow", show);
show();
