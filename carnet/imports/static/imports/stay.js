// A choice draws the page anew where it stands. The keyboard stays in its place, and the new count is read out.
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);

let place = null;

document.addEventListener("htmx:beforeSwap", () => {
  const here = document.activeElement;
  const row = here?.closest("main :is(tbody tr, .questions > li)");
  place = { id: here?.id, row: row ? [...row.parentElement.children].indexOf(row) : -1 };
});

// Where the row is gone, the one that has moved up is next.
function next() {
  const rows = document.querySelectorAll("#list :is(tbody tr, .questions > li)");
  const row = rows[Math.min(place.row, rows.length - 1)];
  return row?.querySelector("input:not([type=hidden]), button, select, a") ?? document.querySelector(".tabs [aria-current]");
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main" || !place) return;
  if (document.activeElement === document.body || document.activeElement?.id === "main") {
    (document.getElementById(place.id) ?? (place.row < 0 ? null : next()))?.focus({ preventScroll: place.row < 0 });
  }
  voice.textContent = document.querySelector("h1")?.textContent ?? "";
  place = null;
});
