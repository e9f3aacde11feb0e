// A word in braces is put where the cursor last stood. Without this script one types it.
let field = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("form textarea, form input[name^=subject_]")) field = event.target;
});

for (const word of document.querySelectorAll("code[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = word.textContent;
  button.addEventListener("click", () => {
    const target = field ?? document.querySelector("form textarea");
    if (!target) return;
    target.focus();
    target.setRangeText(word.textContent, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  word.replaceWith(button);
}
