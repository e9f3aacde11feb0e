// A choice draws the page anew where it stands. The keyboard stays in its place, what was typed elsewhere and not
// sent yet stays too, and the new count is read out.
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);

let place = null;
const typed = new Map();

document.addEventListener("htmx:beforeSwap", (event) => {
  const here = document.activeElement;
  const row = here?.closest("main :is(tbody tr, .questions > li)");
  place = { id: here?.id, row: row ? [...row.parentElement.children].indexOf(row) : -1 };
  typed.clear();
  for (const input of document.querySelectorAll(".repair input[id]")) {
    if (input.value !== input.defaultValue && input.form !== event.detail.requestConfig?.elt) typed.set(input.id, input.value);
  }
});

// Where the row is gone, the one that has moved up is next.
function next() {
  const rows = document.querySelectorAll("#list :is(tbody tr, .questions > li)");
  const row = rows[Math.min(place.row, rows.length - 1)];
  return row?.querySelector("input:not([type=hidden]), button, select, a") ?? document.querySelector(".tabs [aria-current]");
}

document.addEventListener("htmx:afterSettle", (event) => {
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (input) input.value = value;
  }
  if (event.target.id !== "main" || !place) return;
  if (document.activeElement === document.body || document.activeElement?.id === "main") {
    (document.getElementById(place.id) ?? (place.row < 0 ? null : next()))?.focus({ preventScroll: place.row < 0 });
  }
  voice.textContent = document.querySelector("h1")?.textContent ?? "";
  place = null;
});
