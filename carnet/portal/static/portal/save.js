/* Saves a page of questions while it is being answered: choices at once, typing after a pause, and whatever is
   left when the page is put away. What cannot be sent is kept on this phone (unsent.js) and sent from any page. */
import { count, drop, forget, keep, kept } from "./unsent.js";

const form = document.querySelector("form[data-autosave]");
const line = document.getElementById("saved");
const again = document.getElementById("saved-again");
const dossier = document.body.dataset.dossier;
const others = "BroadcastChannel" in window ? new BroadcastChannel(`carnet ${dossier}`) : null;
const PAUSE = 800, LONGEST_WAIT = 60_000, QUIET = 30_000, POSTED = "carnet-posted";

let timer, retry, spoken = 0, speech, wait = 2000, sending = false, trouble = false, through = false;
const changed = new Set();

/* ---- The line that tells ---- */

/* Shown at once; read aloud at most every half minute, the newest words then. */
function say(text, kind = "") {
  if (!line || !text) return;
  const now = Date.now();
  clearTimeout(speech);
  const aloud = kind !== "pending" && now - spoken > QUIET;
  line.setAttribute("aria-live", aloud ? "polite" : "off");
  if (aloud) spoken = now;
  else if (kind !== "pending") speech = setTimeout(() => { line.textContent = ""; say(text, kind); }, QUIET);
  line.hidden = false;
  line.className = `saved ${kind}`.trim();
  if (line.textContent !== text) line.textContent = text;
  if (again) again.hidden = kind !== "problem";
}

async function sayKept(extra = "") {
  const number = await count(dossier);
  if (!number) return say(`${line?.dataset.offline} ${extra}`.trim(), "problem");
  const words = number === 1 ? line?.dataset.keptOne : line?.dataset.keptMany?.replace("%s", number);
  say(`${words} ${extra}`.trim(), "problem");
}

function sayClash(record) {
  say(line?.dataset.clash, "problem");
  if (!line || record.page === location.pathname) return;
  const link = Object.assign(document.createElement("a"), { href: record.page, textContent: line.dataset.look });
  line.append(" ", link);
}

/* ---- What this page would send ---- */

const paths = () => [...form.querySelectorAll('[name$="-here"]')].map((one) => one.name.slice(0, -5));
const pathOf = (name) => paths().find((path) => name === path || name.startsWith(`${path}-`));
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const ours = () => `${dossier} ${form.getAttribute("action")}`;

/* A save that arrives after a later one of the same page is known by its moment, and does not count. */
const stamped = () => `${form.elements.key.value.split(".")[0]}.${Date.now()}`;

function taken(button) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const record = {
    id: ours(), dossier, page: location.pathname, to: form.dataset.autosave, at: Date.now(),
    paths: [...changed], key: stamped(), fields: fields.filter(([name]) => name !== "key" && name !== "csrfmiddlewaretoken"),
  };
  if (button?.name && button.name !== "then") record.fields.push([button.name, button.value]);
  changed.clear();
  return record;
}

/* Put what was kept back into its page, with the version it was an answer to. */
function restore(record) {
  const said = new Map();
  for (const [name, value] of record.fields) said.set(name, [...(said.get(name) ?? []), value]);
  for (const input of form.elements) {
    if (input.type === "file" || !input.name || input.name === "key" || !(said.has(input.name) || pathOf(input.name))) continue;
    const values = said.get(input.name) ?? [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else if (input.type !== "submit" && values.length) input.value = values[0];
  }
  form.elements.key.value = record.key;
}

/* ---- Sending ---- */

/* The reply; `ended` when nobody may answer here any more. Throws when the network or the server fails. */
async function send({ to, fields, key }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.set("key", key);
  body.set("csrfmiddlewaretoken", token());
  const reply = await fetch(to, { method: "POST", body, keepalive: true, redirect: "manual" });
  if (reply.type === "opaqueredirect" || reply.status === 403) return { ended: true };
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

/* True when the answer is in safe hands. The same key goes with every try, so that a lost reply counts once.
   Kept while it is under way: a phone short of memory drops the page when the camera opens, without a word. */
async function deliver(record) {
  const safe = keep(record);
  try {
    const reply = await send(record);
    await safe;
    if (reply.ended) {
      say(line?.dataset.ended, "problem");
      return false;
    }
    trouble = false;
    wait = 2000;
    if (reply.conflict) await clashed(record);
    else await delivered(record, reply);
    return true;
  } catch (problem) {
    trouble = true;
    await safe;
    clearTimeout(retry);
    retry = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    if (problem instanceof TypeError) await sayKept();
    else say(line?.dataset.failed, "problem");
    return false;
  }
}

async function delivered(record, { line: words, shown = {}, changed: news }) {
  await drop(record);
  say(words);
  // Continue had been pressed and never arrived: the page was drawn without this answer.
  if (record.posted && news && form && record.id === ours()) return fresh();
  for (const [path, amount] of Object.entries(shown)) tellAmount(path, amount);
  others?.postMessage(record.paths);
}

async function clashed(record) {
  if (record.posted) return drop(record); // The page that answered Continue asks which one counts.
  if (form && record.id === ours()) return say(line?.dataset.conflict, "problem");
  await keep({ ...record, clash: true });
  sayClash(record);
}

function tellAmount(path, amount) {
  const output = document.getElementById(`q-${path.replaceAll("/", "-")}-read`);
  if (output) output.textContent = amount;
}

async function alone(work) {
  if (sending) return false;
  sending = true;
  try { return await work(); } finally { sending = false; }
}

function save() {
  clearTimeout(timer);
  if (!form || !changed.size) return;
  if (sending) return soon(PAUSE);
  alone(async () => {
    say(line?.dataset.saving, "pending");
    await deliver(taken());
  }).then(() => { if (changed.size && !trouble) soon(PAUSE); });
}

/* Whatever is kept, also of other pages. */
async function flush() {
  if (sending) return setTimeout(flush, PAUSE);
  await alone(async () => {
    for (const record of await kept(dossier)) {
      if (record.clash) sayClash(record);
      else if (!(await deliver(record))) return;
    }
  });
}

function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

/* The page goes away: kept first, since nobody waits for the reply. */
function putAway() {
  if (!form || !changed.size) return;
  const record = taken();
  keep(record);
  send(record).then((reply) => reply.ended || reply.conflict || drop(record)).catch(() => {});
}

/* ---- Continue ---- */

async function goOn(button) {
  const beside = pathOf(button?.name ?? "");
  if (beside) changed.add(beside);
  clearTimeout(timer);
  const record = taken(button);
  if (navigator.onLine && (await alone(() => deliver(record)))) {
    through = true;
    form.requestSubmit(button);
  } else {
    if (record.paths.length) await keep(record);
    trouble = true;
    await sayKept(line?.dataset.held);
  }
}

function submitted(event) {
  if ((trouble || !navigator.onLine) && !through) {
    event.preventDefault();
    goOn(event.submitter);
    return;
  }
  clearTimeout(timer);
  form.elements.key.value = stamped();
  if (changed.size) keep({ ...taken(event.submitter), key: form.elements.key.value, posted: true });
  else drop({ id: ours() });
  try { sessionStorage.setItem(POSTED, JSON.stringify(paths())); } catch { /* a browser that keeps nothing */ }
  through = false;
}

/* A chosen photo goes up at once, and comes back as a picture in the list. */
function upload(input) {
  say(line?.dataset.saving, "pending");
  input.form.requestSubmit(input.form.querySelector("button"));
}

/* ---- Other windows ---- */

function heard({ data }) {
  if (!form || !paths().some((path) => data.includes(path))) return;
  if (changed.size || sending) say(line?.dataset.elsewhere, "problem");
  else fresh();
}

const fresh = () => location.replace(location.pathname + location.search);

function tellOthers() {
  try {
    const posted = sessionStorage.getItem(POSTED);
    sessionStorage.removeItem(POSTED);
    if (posted) others?.postMessage(JSON.parse(posted));
  } catch { /* a browser that keeps nothing */ }
}

async function begin() {
  if (document.querySelector("[data-forget]")) return forget(dossier);
  tellOthers();
  const mine = form && (await kept(dossier)).find((record) => record.id === ours());
  if (mine && !mine.posted) restore(mine);
  await flush();
}

if (form) {
  form.addEventListener("input", ({ target }) => {
    const path = pathOf(target.name ?? "");
    if (!path || target.type === "file") return;
    changed.add(path);
    soon(PAUSE);
  });
  form.addEventListener("change", ({ target }) => (target.type === "file" ? upload(target) : soon(0)));
  form.addEventListener("focusout", save);
  form.addEventListener("submit", submitted);
  window.addEventListener("pagehide", putAway);
  document.addEventListener("visibilitychange", () => { if (document.hidden) putAway(); });
}
if (dossier) {
  if (others) others.onmessage = heard;
  window.addEventListener("online", () => { wait = 2000; save(); flush(); });
  again?.addEventListener("click", () => { wait = 2000; flush(); });
  begin();
}
