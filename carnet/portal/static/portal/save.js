/* Saves a page of questions while it is being answered: choices at once, typing after a pause, and
   whatever is left when the page is put away. Continue saves all of it anyway. */

const form = document.querySelector("form[data-autosave]");
const line = document.getElementById("saved");
const PAUSE = 800;
const LONGEST_WAIT = 60_000;

let timer, changed = false, sending = false, wait = 2000;

function say(text, kind = "") {
  line.hidden = false;
  line.className = `saved ${kind}`.trim();
  if (line.textContent !== text) line.textContent = text;
}

function fields() {
  const data = new FormData(form);
  for (const input of form.querySelectorAll('input[type="file"]')) data.delete(input.name);
  data.set("key", stamped());
  return data;
}

/* A save that arrives after a later one of the same page is known by its moment, and does not count. */
function stamped() {
  return `${form.elements.key.value.split(".")[0]}.${Date.now()}`;
}

async function save() {
  clearTimeout(timer);
  if (!changed || sending) return;
  changed = false;
  sending = true;
  say(line.dataset.saving, "pending");
  try {
    const reply = await fetch(form.dataset.autosave, { method: "POST", body: fields(), keepalive: true, redirect: "manual" });
    if (reply.type === "opaqueredirect" || reply.status === 403) return say(line.dataset.ended, "problem");
    if (!reply.ok) throw new Error(reply.status);
    const { line: words, conflict } = await reply.json();
    say(words, conflict ? "problem" : "");
    wait = 2000;
  } catch {
    changed = true;
    say(line.dataset.offline, "problem");
    timer = setTimeout(save, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  } finally {
    sending = false;
  }
}

function soon(pause) {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

/* A chosen photo goes up at once, and comes back as a picture in the list. */
function upload(input) {
  say(line.dataset.saving, "pending");
  input.form.requestSubmit(input.form.querySelector("button"));
}

if (form && line) {
  form.addEventListener("input", () => soon(PAUSE));
  form.addEventListener("change", ({ target }) => (target.type === "file" ? upload(target) : soon(0)));
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
    form.elements.key.value = stamped();
  });
  window.addEventListener("online", save);
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}
