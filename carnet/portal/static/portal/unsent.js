/* Answers that could not be sent yet, kept on this phone and nowhere else: seven days at most, gone once they
   have arrived or the dossier was sent. A browser that keeps nothing holds them as long as the page is open. */

const LASTS = 7 * 24 * 3600_000;
const memory = new Map();
let opened;

function open() {
  return new Promise((found, refused) => {
    const asked = indexedDB.open("carnet", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("unsent", { keyPath: "id" });
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => refused(asked.error);
  });
}

async function work(mode, act) {
  const base = await (opened ??= open());
  return new Promise((done, refused) => {
    const unit = base.transaction("unsent", mode);
    const asked = act(unit.objectStore("unsent"));
    unit.oncomplete = () => done(asked.result);
    unit.onabort = () => refused(unit.error);
  });
}

/* One record for each page; a later one takes the place of an earlier one and answers for its questions, too. */
export async function keep(record) {
  const earlier = memory.get(record.id);
  const paths = [...new Set([...(earlier?.paths ?? []), ...record.paths])];
  memory.set(record.id, { ...record, paths });
  try { await work("readwrite", (all) => all.put({ ...record, paths })); } catch { /* held in memory */ }
}

/* Unless something newer has taken its place meanwhile. */
export async function drop({ id, at }) {
  const held = memory.get(id);
  if (at && held && held.at > at) return;
  memory.delete(id);
  try { await work("readwrite", (all) => all.delete(id)); } catch { /* there was nothing */ }
}

export async function kept(dossier) {
  try {
    const all = await work("readonly", (records) => records.getAll());
    for (const record of all) {
      if (Date.now() - record.at > LASTS) await drop({ id: record.id });
      else if (!memory.has(record.id)) memory.set(record.id, record);
    }
  } catch { /* what is in memory is all there is */ }
  return [...memory.values()].filter((record) => record.dossier === dossier).sort((one, other) => one.at - other.at);
}

export async function count(dossier) {
  return new Set((await kept(dossier)).flatMap((record) => record.paths)).size;
}

export async function forget(dossier) {
  for (const record of await kept(dossier)) await drop({ id: record.id });
}
