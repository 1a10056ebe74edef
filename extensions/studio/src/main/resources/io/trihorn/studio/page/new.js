import "./header.js";
import { ask, send } from "./api.js";
import { Checked } from "./checked.js";
import { el, get, show } from "./dom.js";

/** Begins a run: a form writes the text of a training, which can be changed before it starts. */

const PATHS = {
  drawn_digits: [["count", "Number of digits", "2000"]],
  mnist: [["folder", "Folder with the four files", ""]],
  images: [
    ["folder", "Folder of folders", ""],
    ["height", "Height", "32"],
    ["width", "Width", "32"],
  ],
  npy: [
    ["inputs", "File of the inputs", "x.npy"],
    ["targets", "File of the targets", "y.npy"],
    ["columns", "Columns of the inputs", "4"],
  ],
};
const IMAGES = { drawn_digits: "28, 28, 1", mnist: "28, 28, 1" };
const checked = new Checked(get("text"), get("verdict"), null);

function paths() {
  const fields = PATHS[get("kind").value];
  show(get("paths"), fields.map(([key, name, value]) => el("label", {}, name, el("input", { id: `data-${key}`, value }))));
}

const value = (id) => get(id).value.trim();

function shape(kind) {
  if (kind === "images") {
    return `${value("data-height")}, ${value("data-width")}, 3`;
  }
  return kind === "npy" ? value("data-columns") : IMAGES[kind];
}

function data(kind) {
  const fields = PATHS[kind].map(([key]) => [key, value(`data-${key}`)]).filter(([key, v]) => v !== "" && key !== "columns");
  // Texts as JSON, so that a path may have any sign.
  return `{kind: ${kind}${fields.map(([key, v]) => `, ${key}: ${/^\d+$/.test(v) ? v : JSON.stringify(v)}`).join("")}}`;
}

function write() {
  const kind = get("kind").value;
  const hidden = value("hidden").split(",").map((u) => u.trim()).filter(Boolean);
  get("text").value = [
    "class_name: Sequential",
    "config:",
    "  layers:",
    `    - {class_name: InputLayer, config: {batch_shape: [null, ${shape(kind)}]}}`,
    ...(kind === "npy" ? [] : ["    - {class_name: Flatten}"]),
    ...(kind === "images" ? ["    - {class_name: Rescaling, config: {scale: 0.00392156862745098}}"] : []),
    ...hidden.map((units) => `    - {class_name: Dense, config: {units: ${units}, activation: relu}}`),
    `    - {class_name: Dense, config: {units: ${value("classes")}, activation: softmax}}`,
    "train:",
    `  optimizer: {class_name: ${value("optimizer")}, config: {learning_rate: ${value("rate")}}}`,
    "  loss: sparse_categorical_crossentropy",
    "  metrics: [accuracy]",
    `  data: ${data(kind)}`,
    "  validation_split: 0.2",
    `  epochs: ${value("epochs")}`,
    `  batch_size: ${value("batch")}`,
    "",
  ].join("\n");
  return checked.check();
}

async function start(event) {
  event.preventDefault();
  get("go").disabled = true;
  try {
    const { id } = await send("/api/runs", { name: value("name"), text: get("text").value, backend: get("backend").value });
    location.href = `/run?id=${id}`;
  } catch (e) {
    get("verdict").className = "error";
    show(get("verdict"), e.message);
    get("go").disabled = false;
  }
}

get("kind").addEventListener("change", () => {
  paths();
  write();
});
get("fill").addEventListener("click", write);
get("form").addEventListener("submit", (event) => event.preventDefault());
get("start").addEventListener("submit", start);
const backends = await ask("/api/backends");
show(get("backend"), el("option", { value: "" }, "as configured"), backends.map((name) => el("option", { value: name }, name)));
paths();
await write();
