/* The builder's page: saves while one types, opens and moves parts without leaving the page, keeps the client's page
   beside it fresh. Without this script every button and link does the same, with a page for each step. */
const build = document.getElementById("build");
const frame = document.getElementById("preview");
const PAUSE = 700, RETRY = 5000, FRESH = 500, LOOK = 1200;
const dirty = new Set();
let timer, retry, freshening, looking, sending = null;

const form = () => document.getElementById("form");
const settings = () => document.getElementById("settings");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const rows = () => [...document.querySelectorAll(".build-row")];
const rowOf = (part) => document.getElementById(`row-${part}`);
const fieldOf = (name) => form().querySelector(`[data-field="${CSS.escape(name)}"]`);

function say(text, kind = "") {
  const line = document.getElementById("saved");
  if (!line) return;
  line.className = `saved hint ${kind}`.trim();
  if (line.textContent !== text) line.textContent = text;
}

/* ---- Saving ---- */

function posted(names) {
  const all = new FormData(form()), body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  for (const name of names) {
    body.append(`seen.${name}`, all.get(`seen.${name}`));
    for (const value of all.getAll(name)) body.append(name, value);
  }
  return body;
}

/* True once nothing that was typed is unsaved. Only one save is under way, so that they arrive in order. */
async function save(keepalive = false) {
  clearTimeout(timer);
  if (sending) await sending;
  if (!dirty.size || !form()) return true;
  const names = [...dirty], to = form().action, body = posted(names);
  dirty.clear();
  say(build.dataset.saving, "pending");
  sending = send(to, body, names, keepalive);
  const done = await sending;
  sending = null;
  return done && (dirty.size ? save() : true);
}

async function send(to, body, names, keepalive) {
  try {
    const reply = await fetch(to, { method: "POST", body, keepalive, redirect: "manual", headers: { Accept: "application/json" } });
    if (reply.type === "opaqueredirect" || reply.status === 404) return location.reload();
    if (!reply.ok) throw new Error(reply.status);
    tell(await reply.json(), to);
    return true;
  } catch {
    for (const name of names) dirty.add(name);
    say(build.dataset.failed, "problem");
    clearTimeout(retry);
    retry = setTimeout(save, RETRY);
    return false;
  }
}

function tell(reply, to) {
  renew("undo", reply.undo);
  renew("redo", reply.redo);
  freshen();
  if (form()?.action !== to) return;
  say(reply.line, Object.keys(reply.clashes).length + Object.keys(reply.problems).length ? "problem" : "");
  const row = rowOf(form().dataset.part);
  if (row && form().dataset.part !== "root") row.querySelector("span").textContent = reply.label;
  document.getElementById("opened").textContent = reply.label;
  for (const [name, sign] of Object.entries(reply.signs)) sighted(name, sign);
  for (const [name, sentence] of Object.entries(reply.problems)) complain(name, sentence);
  for (const [name, clash] of Object.entries(reply.clashes)) complain(name, clash.sentence, clash.theirs);
}

function sighted(name, sign) {
  const field = fieldOf(name);
  if (!field) return;
  field.querySelector(`[name="seen.${CSS.escape(name)}"]`).value = sign;
  field.querySelector(".complaint")?.remove();
  for (const box of boxes(field)) box.removeAttribute("aria-invalid");
}

const boxes = (field) => [...field.querySelectorAll("input:not([type=hidden]), textarea, select")];

function complain(name, sentence, theirs) {
  const field = fieldOf(name);
  if (!field) return;
  field.querySelector(".complaint")?.remove();
  const said = Object.assign(document.createElement("div"), { className: "complaint" });
  said.setAttribute("role", "alert");
  said.append(Object.assign(document.createElement("p"), { className: "error", textContent: sentence }));
  if (theirs) said.append(choice(build.dataset.theirs, () => put(field, theirs)), " ", choice(build.dataset.mine, () => insist(name)));
  field.append(said);
  for (const box of boxes(field)) box.setAttribute("aria-invalid", "true");
}

function choice(words, work) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: words });
  button.addEventListener("click", () => { button.closest(".complaint").remove(); work(); });
  return button;
}

function put(field, words) {
  for (const box of boxes(field)) {
    if (box.type === "checkbox") box.checked = words.includes(box.value);
    else box.value = words[0] ?? "";
    box.removeAttribute("aria-invalid");
  }
  boxes(field)[0]?.focus();
}

function insist(name) {
  dirty.add(name);
  save();
}

function renew(id, words) {
  const button = document.getElementById(id);
  button.disabled = !words;
  button.querySelector(".visually-hidden").textContent = words ? `: ${words}` : "";
  if (id === "undo") document.querySelector(".build-said").textContent = words;
}

/* ---- The client's page, and what is left to repair ---- */

function freshen() {
  clearTimeout(freshening);
  freshening = setTimeout(() => frame.contentWindow.location.reload(), FRESH);
  look();
}

function look() {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    const page = await fetch(build.dataset.problems, { headers: { "X-Part": "problems" } }).catch(() => null);
    if (!page?.ok) return;
    document.getElementById("problems").innerHTML = await page.text();
    mark();
  }, LOOK);
}

function mark() {
  const broken = new Set([...document.querySelectorAll("[data-problem]")].map((one) => one.dataset.problem));
  for (const row of rows()) row.classList.toggle("broken", broken.has(row.dataset.part));
}

/* The section of this part; the frame scrolls by itself, since an address with a # would move this page, too. */
function show(part) {
  const section = rowOf(part)?.closest("[data-part^='sections.']")?.dataset.part.slice("sections.".length);
  const address = new URL(frame.contentWindow.location.href);
  if (!section || address.protocol === "about:") return;
  aim = part;
  if (address.searchParams.get("section") === section && !address.hash) return reach();
  address.searchParams.set("section", section);
  address.hash = "";
  frame.contentWindow.location.replace(address);
}

let aim = form()?.dataset.part;

function reach() {
  const id = aim?.startsWith("items.") && aim.slice("items.".length), inside = frame.contentDocument;
  const asked = id && inside?.querySelector(`[name="${id}-here"], [name$="/${id}-here"], #page-q-${id}`);
  if (!asked) return;
  frame.contentWindow.scrollTo(0, asked.parentElement.getBoundingClientRect().top + frame.contentWindow.scrollY - 16);
  aim = "";
}

frame.addEventListener("load", reach);

/* ---- Going from part to part ---- */

async function open(link) {
  if (!(await save())) return;
  const page = await fetched(link.href, { headers: { "X-Part": "settings" } });
  if (!page) return;
  if (!page.reply.ok || page.reply.redirected) return location.assign(link.href);
  settings().innerHTML = page.words;
  history.pushState(null, "", link.href);
  for (const row of rows()) row.removeAttribute("aria-current");
  rowOf(link.dataset.part)?.setAttribute("aria-current", "true");
  liven();
  settings().focus();
  show(link.dataset.part);
}

/* Nothing is typed meanwhile into what is about to be replaced: it would be lost. */
async function fetched(to, how) {
  const held = settings(), at = document.activeElement;
  held.inert = true;
  const page = await fetch(to, how).then(async (reply) => ({ reply, words: await reply.text() })).catch(unreached);
  held.inert = false;
  if (document.activeElement === document.body) at.focus();
  return page;
}

function unreached() {
  say(build.dataset.unreached, "problem");
}

/* What a button does, and the page as it is afterwards, with the focus where it was. */
async function act(to, body, focus) {
  if (!(await save())) return;
  const done = await fetched(to, { method: "POST", body });
  if (!done) return;
  const { reply, words } = done, page = new DOMParser().parseFromString(words, "text/html");
  if (!page.getElementById("build")) return location.assign(reply.url.includes("/act/") ? build.dataset.outline : reply.url);
  const before = document.querySelector("#outline").scrollTop;
  for (const id of ["outline", "settings", "bar"]) document.getElementById(id).replaceWith(page.getElementById(id));
  document.querySelector("#outline").scrollTop = before;
  messages(page);
  history.pushState(null, "", reply.url);
  liven();
  focused(focus);
  frame.contentWindow.location.reload();
  look();
}

function messages(page) {
  document.querySelector("main > .messages")?.remove();
  const told = page.querySelector("main > .messages");
  if (told) document.querySelector("main").prepend(told);
}

function focused(selector) {
  const found = document.querySelector(selector) ?? settings();
  (found.disabled ? settings() : found).focus();
}

function after(button) {
  if (button.id) return `#${button.id}`;
  if (button.name === "kind" || button.value === "paste" || button.value === "duplicate") return "#form textarea, #form input:not([type=hidden])";
  if (button.value === "remove") return ".build-row[aria-current]";
  return `[name="act"][value="${CSS.escape(button.value)}"]`;
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.closest("#build, #bar")) return;
  event.preventDefault();
  if (!button.matches("[data-swap]")) return void save();
  const to = button.getAttribute("formaction") ?? event.target.getAttribute("action");
  const body = new FormData(event.target);
  if (button.name) body.set(button.name, button.value);
  // What stood in the form is saved before, field by field, where a clash is told.
  for (const name of [...body.keys()]) if (name.startsWith("seen.")) body.delete(name);
  act(to, body, after(button));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#build a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("input", ({ target }) => {
  const name = target.closest("#form [data-field]")?.dataset.field;
  if (!name) return;
  dirty.add(name);
  clearTimeout(timer);
  timer = setTimeout(save, target.matches("select, [type=checkbox]") ? 0 : PAUSE);
});
document.addEventListener("focusout", ({ target }) => { if (target.closest?.("#form")) save(); });
window.addEventListener("pagehide", () => { if (dirty.size) save(true); });
window.addEventListener("popstate", () => location.reload());

/* ---- Order ---- */

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".build-row");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!row || !step || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (!event.altKey) return rows()[rows().indexOf(row) + step]?.focus();
  if (row.dataset.part !== "root") moved(row.dataset.part, { act: step < 0 ? "up" : "down" });
});

function moved(part, said) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...said, part, csrfmiddlewaretoken: token() })) body.set(name, value);
  act(build.dataset.act, body, `#${CSS.escape(`row-${part}`)}`);
}

let dragged = null;

/* Where a part would land on this row: before or behind it, or in the front of a section. */
function landing(event) {
  const row = event.target.closest?.(".build-row");
  if (!row || !dragged || row === dragged || row.dataset.part === "root") return null;
  const item = row.closest("li"), section = row.classList.contains("section");
  const low = event.offsetY > row.offsetHeight / 2;
  if (section && !dragged.classList.contains("section")) return { row, home: row.dataset.part, behind: "" };
  const before = item.previousElementSibling?.dataset.part ?? "";
  return { row, low, home: item.parentElement.dataset.home ?? "", behind: low ? row.dataset.part : before };
}

function unmark() {
  for (const row of document.querySelectorAll(".build-row.over, .build-row.under")) row.classList.remove("over", "under");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".build-row");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const found = landing(event);
  unmark();
  if (!found) return;
  event.preventDefault();
  found.row.classList.add(found.low || !found.behind ? "under" : "over");
});
document.addEventListener("drop", (event) => {
  const found = landing(event);
  unmark();
  if (!found) return;
  event.preventDefault();
  const part = dragged.dataset.part, { home, behind } = found;
  if (behind !== part) moved(part, { act: "move", home, behind });
});
document.addEventListener("dragend", () => { dragged = null; unmark(); });

/* ---- Small helps ---- */

let last = null;
document.addEventListener("focusin", ({ target }) => { if (target.matches("#form textarea, #form input:not([type=hidden])")) last = target; });

/* The words for the period become buttons that put them where the cursor stood. */
function liven() {
  last = null;
  for (const word of document.querySelectorAll("code[data-token]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: word.textContent });
    button.addEventListener("click", () => {
      const target = last ?? form().querySelector("textarea");
      target.focus();
      target.setRangeText(button.textContent, target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new Event("input", { bubbles: true }));
    });
    word.replaceWith(button);
  }
  for (const button of document.querySelectorAll(".build-save")) button.hidden = true;
  mark();
}

liven();
reach();
if (document.querySelector("#problems > p > a")) look();
