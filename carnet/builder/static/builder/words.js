// A cell that could not be saved says so; its words stay in the box, and the button below saves the page.
const form = document.querySelector("#words");

function tell(event) {
  const row = event.target.closest?.("tr.word");
  if (!row || !form) return;
  const told = row.querySelector(".told");
  const line = document.createElement("p");
  line.className = "error";
  line.textContent = form.dataset.unsaved;
  told.replaceChildren(line);
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, tell);
