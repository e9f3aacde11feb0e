/* Files go up at once when they are chosen, piece by piece: a lost connection, a phone put away or a page
   loaded anew cost no more than a piece. What is kept is counted by the server, which is asked where to go on. */

const PIECE = 2 ** 20;
const LONGEST_WAIT = 30_000;
const MOST_PIXELS_A_SIDE = 2500;
const TAIL = 65_536;

const pause = (wait) => new Promise((done) => {
  const timer = setTimeout(go, wait);
  function go() { clearTimeout(timer); window.removeEventListener("online", go); done(); }
  window.addEventListener("online", go);
});

class Ended extends Error {}
class Refused extends Error {}

let active = 0;
window.addEventListener("beforeunload", (event) => { if (active) event.preventDefault(); });
for (const box of document.querySelectorAll("[data-uploads]")) begin(box);
for (const send of document.querySelectorAll("[data-without-script]")) send.hidden = true;

function begin(box) {
  const form = box.closest("form");
  const inputs = [...form.querySelectorAll('input[type="file"]')].filter((one) => !box.dataset.path || one.name === box.dataset.path);
  for (const input of inputs) {
    // Whatever was typed is saved before the camera opens: the phone may throw the page away meanwhile.
    input.addEventListener("click", () => form.dispatchEvent(new Event("focusout")));
    input.addEventListener("change", (event) => {
      event.stopImmediatePropagation();
      const files = [...input.files];
      input.value = "";
      take(box, files);
    }, { capture: true });
  }
}

/* Two at once are as many as a phone's connection bears. */
async function take(box, files) {
  const waiting = files.map((file) => row(box, file));
  const one = async () => {
    for (let next; (next = waiting.shift());) await next();
  };
  await Promise.all([one(), one()]);
}

function row(box, file) {
  const list = box.querySelector("[data-under-way]");
  for (const old of list.querySelectorAll("[data-name]")) if (old.dataset.name === file.name) old.remove();
  const item = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  name.append(file.name, " ", state);
  state.className = "sub";
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", file.name);
  item.append(bar, name);
  list.append(item);
  const show = (words, share) => {
    state.textContent = words;
    if (share !== undefined) bar.value = share;
  };
  const go = async () => {
    item.classList.remove("failed");
    active += 1;
    try {
      await upload(box, await scaled(file), file.name, show);
      show(box.dataset.ready, 100);
      tell(box, `${file.name}: ${box.dataset.ready}`);
      await refresh(box, item);
    } catch (problem) {
      failed(box, item, file.name, problem, show, go);
    } finally {
      active -= 1;
    }
  };
  show(`${box.dataset.uploading} 0 %`, 0);
  return go;
}

function failed(box, item, name, problem, show, again) {
  const known = problem instanceof Refused || problem instanceof Ended;
  const words = known && problem.message ? problem.message : box.dataset.failed;
  item.classList.add("failed");
  show(words);
  tell(box, `${name}: ${words}`);
  if (problem instanceof Ended) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain small";
  button.textContent = box.dataset.again;
  button.addEventListener("click", () => { button.remove(); again(); });
  item.append(button);
}

function tell(box, words) {
  box.querySelector("[data-told]").textContent = words;
}

async function upload(box, blob, name, show) {
  const about = { path: box.dataset.path, name, size: blob.size, fingerprint: await fingerprint(blob) };
  let wait = 1000;
  // Each round asks the server anew where it is, and goes on from there for as long as the connection lasts.
  for (;;) {
    try {
      const begun = await ask(box, box.dataset.uploads, fields(box, about));
      return await go_on(box, blob, begun, show, () => { wait = 1000; });
    } catch (problem) {
      if (problem instanceof Refused || problem instanceof Ended) throw problem;
      show(box.dataset.offline);
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

async function go_on(box, blob, begun, show, arrived) {
  const address = `${box.dataset.uploads}${begun.uuid}/`;
  let { offset, state } = begun;
  while (state === "receiving" && offset < blob.size) {
    show(`${box.dataset.uploading} ${Math.floor((100 * offset) / blob.size)} %`, (100 * offset) / blob.size);
    const piece = blob.slice(offset, offset + PIECE);
    ({ offset, state } = await ask(box, `${address}?offset=${offset}`, piece));
    arrived();
  }
  show(box.dataset.checking, 100);
  for (;;) {
    const found = await ask(box, `${address}finish/`, fields(box, {}));
    if (found.state === "ready") return;
    if (found.state === "refused") throw new Refused(found.sentence);
    await pause(1500);
  }
}

/* A 409 is an answer, too: it tells where to go on. */
async function ask(box, address, body) {
  const token = box.closest("form").elements.csrfmiddlewaretoken.value;
  const headers = { "X-CSRFToken": token };
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
  const reply = await fetch(address, { method: "POST", body, headers, redirect: "manual" });
  if (reply.type === "opaqueredirect" || reply.status === 403) throw new Ended(box.dataset.ended);
  if (reply.status === 422) throw new Refused((await reply.json()).sentence);
  if (reply.status >= 400 && reply.status < 500 && reply.status !== 409) throw new Refused(box.dataset.failed);
  if (!reply.ok && reply.status !== 409) throw new Error(reply.status);
  return reply.json();
}

function fields(box, about) {
  const data = new FormData();
  for (const [name, value] of Object.entries(about)) data.set(name, value);
  const page = box.closest("form").elements.page;
  if (page) data.set("page", page.value);
  return data;
}

/* By this the same file is known when it is chosen again. No secret: size, and a sum over its end. */
async function fingerprint(blob) {
  const end = new Uint8Array(await blob.slice(-TAIL).arrayBuffer());
  let one = 0xdeadbeef, other = 0x41c6ce57;
  for (const byte of end) {
    one = Math.imul(one ^ byte, 2654435761);
    other = Math.imul(other ^ byte, 1597334677);
  }
  return `${(one >>> 0).toString(16)}${(other >>> 0).toString(16)}`;
}

/* A photo of a paper can be read at 2,500 pixels; what the browser cannot draw goes up as it is. */
async function scaled(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file);
    const share = MOST_PIXELS_A_SIDE / Math.max(picture.width, picture.height);
    if (share >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
    return smaller && smaller.size < file.size ? smaller : file;
  } catch {
    return file;
  }
}

/* The lists of the page as the server has them now; what is being typed stays as it is. */
async function refresh(box, item) {
  const reply = await fetch(location.href, { redirect: "manual" });
  if (!reply.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const path = box.dataset.path;
  const same = [...fresh.querySelectorAll("[data-uploads]")].find((one) => one.dataset.path === path);
  if (!same) return location.reload();
  if (box.dataset.list) {
    swap(document.getElementById(box.dataset.list), fresh.getElementById(box.dataset.list));
  } else {
    const list = fresh.querySelector(`[id="${same.dataset.files}"]`);
    const mine = document.getElementById(same.dataset.files);
    if (mine && list) swap(mine, list);
    else if (list) box.closest("form").querySelector(".grid:has(input[type=file])").before(list);
    // “I will send it later” is over once it is here.
    for (const kept of box.closest("form").querySelectorAll("[data-kept]")) if (kept.dataset.kept === path) kept.remove();
    box.closest("form").elements[`${path}-kept`]?.remove();
    const rev = box.closest("form").elements[`${path}-rev`];
    const newer = fresh.querySelector(`[name="${path}-rev"]`);
    if (rev && newer) rev.value = newer.value;
  }
  const join = same.querySelector("[data-join]");
  box.querySelector("[data-join]")?.remove();
  if (join) box.append(document.importNode(join, true));
  item.remove();
}

/* Choices already made in a select are kept. */
function swap(mine, fresh) {
  const chosen = new Map([...mine.querySelectorAll("select")].map((one) => [one.name, one.value]));
  mine.replaceChildren(...[...fresh.childNodes].map((one) => document.importNode(one, true)));
  for (const one of mine.querySelectorAll("select")) if (chosen.has(one.name)) one.value = chosen.get(one.name);
}
