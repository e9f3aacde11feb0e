// The drop zone shows the chosen file and takes files that are dropped on it.
const size = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1,
  }).format(Math.max(1, bytes / (bytes < 1e6 ? 1e3 : 1e6)));

function show(zone, input) {
  const files = [...input.files];
  zone.classList.toggle("filled", files.length > 0);
  zone.querySelector("[data-drop-name]").textContent = files.map((file) => `${file.name} (${size(file.size)})`).join(", ");
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  if (!input) continue;
  zone.classList.add("live");
  input.addEventListener("change", () => show(zone, input));
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  show(zone, input);
}
