// Single keys for people who work with lists all day. They can be switched off in the dialog (WCAG 2.1.4).
const dialog = document.querySelector("#keys");
const choice = dialog?.querySelector("[data-keys-on]");
const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
const off = () => localStorage.getItem("keys") === "off";

if (choice) {
  choice.checked = !off();
  choice.addEventListener("change", () => localStorage.setItem("keys", choice.checked ? "on" : "off"));
}

const rowOf = (element) => element?.closest?.(".rows tbody tr");

function walk(step) {
  const links = [...document.querySelectorAll(".rows a.main")];
  const here = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement));
  const next = links[here < 0 ? 0 : here + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const actions = {
  "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("[data-search]"))?.focus(),
  "?": () => dialog?.showModal(),
  j: () => walk(1),
  k: () => walk(-1),
  x: () => rowOf(document.activeElement)?.querySelector("[data-tick]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || off() || dialog?.open) return;
  if (event.target.matches?.(typing) || !Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys]")) dialog?.showModal();
});
