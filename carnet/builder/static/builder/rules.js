// What can be said of one question is not to be put in for another: from the moment something else is picked until
// what fits it has come, the answers below cannot be pressed.

document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-picks]")) return;
  const stated = document.querySelector("[data-states]");
  if (stated) stated.inert = true;
});
