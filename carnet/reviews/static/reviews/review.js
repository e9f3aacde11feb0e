// The keys of the review, beside those of every page (core/keys.js), which can be switched off for all of them.
// What a key does stands in the page as a button or a link; here it is only pressed.
const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
const off = () => localStorage.getItem("keys") === "off" || document.querySelector("#keys")?.open;
const line = () => document.querySelector("[data-keys-line]");

function press(target) {
  const box = target.closest("summary")?.parentElement;
  if (!box) return target.click();
  box.open = true;
  box.querySelector("textarea, select")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || off()) return;
  if (event.target.matches?.(typing) || !/^[a-z]$/.test(event.key)) return;
  const target = document.querySelector(`#review [data-key~="${event.key}"]`);
  if (!target) return;
  event.preventDefault();
  press(target);
});

// After an act the page is another one: say so to those who hear it, and keep the row in sight.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main") return;
  const field = document.querySelector("#review [autofocus]");
  const title = document.querySelector("#review [data-chosen]");
  (field ?? title)?.focus({ preventScroll: !field });
  document.querySelector(".review-rows .current")?.scrollIntoView({ block: "nearest" });
});

if (line() && off()) line().hidden = true;
