import "./header.js";
import { send } from "./api.js";
import { Chart } from "./chart.js";
import { el, get, show } from "./dom.js";
import { number } from "./format.js";
import { paint, points, rgb } from "./plane.js";
import { Choices, DATA } from "./playground-settings.js";

/** Small networks that learn points of a plane, here drawn and elsewhere trained. */

const FEATURES = {
  X1: (x) => x,
  X2: (x, y) => y,
  X1_SQUARED: (x) => x * x,
  X2_SQUARED: (x, y) => y * y,
  PRODUCT: (x, y) => x * y,
  SIN_X1: (x) => Math.sin(x),
  SIN_X2: (x, y) => Math.sin(y),
};
const SMALL = 44;
const PAUSE_MS = 150;

const choices = new Choices(() => later());
let session = null;
let events = null;
let running = false;
let chart = null;
let spots = { train: [], test: [] };
let timer = 0;
let pending = false;
let opening = Promise.resolve();

function fail(e) {
  get("error").textContent = e.message;
  get("error").hidden = false;
}

/** A few choices in a row make one network. */
function later() {
  drawChoices();
  pending = true;
  clearTimeout(timer);
  timer = setTimeout(ready, PAUSE_MS);
}

/** When the network is there that was chosen last. */
function ready() {
  clearTimeout(timer);
  if (pending) {
    pending = false;
    opening = opening.then(open).catch(fail);
  }
  return opening;
}

async function command(name) {
  await send(`/api/playground/${session}`, { command: name });
}

async function open() {
  events?.close();
  if (session) {
    await send(`/api/playground/${session}`, {}, "DELETE");
    session = null;
  }
  const answer = await send("/api/playground", choices.settings());
  session = answer.session;
  spots = answer;
  get("error").hidden = true;
  show(get("chart"));
  chart = new Chart(get("chart"), { title: "Loss", x: "epoch", y: "half the squared error" });
  events = new EventSource(`/api/playground/${session}/events`);
  events.addEventListener("frame", (event) => drawFrame(JSON.parse(event.data)));
  if (running) {
    await command("run");
  }
}

function drawFrame(frame) {
  if (frame.error) {
    fail(new Error(frame.error));
    return;
  }
  get("epoch").textContent = `epoch ${frame.epoch}`;
  get("losses").textContent = `loss ${number(frame.trainLoss)}, of the other points ${number(frame.testLoss)}`;
  get("losses").dataset.train = frame.trainLoss;
  chart.add("learned from", [frame.epoch], [frame.trainLoss]);
  chart.add("others", [frame.epoch], [frame.testLoss]);
  const surface = get("surface");
  paint(surface, frame.pictures.at(-1)[0], frame.side, true);
  points(surface, spots.test, "#222");
  points(surface, spots.train, "#fff");
  surface.dataset.epoch = frame.epoch;
  frame.pictures.slice(0, -1).forEach((layer, l) =>
    layer.forEach((picture, n) => {
      const canvas = get(`neuron-${l}-${n}`);
      if (canvas) {
        paint(canvas, picture, frame.side);
        describe(canvas, frame, l, n);
      }
    }),
  );
}

/** The color around a neuron and its title say what it takes and how it counts. */
function describe(canvas, frame, layer, neuron) {
  const onward = frame.weights[layer + 1][neuron];
  const strongest = onward.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  canvas.style.borderColor = rgb(Math.max(-1, Math.min(1, strongest)));
  const takes = frame.weights[layer].map((row) => number(row[neuron])).join(", ");
  canvas.title = `weights ${takes}`;
}

function feature(name) {
  const canvas = el("canvas", { width: SMALL, height: SMALL });
  const context = canvas.getContext("2d");
  for (let x = 0; x < SMALL; x++) {
    for (let y = 0; y < SMALL; y++) {
      context.fillStyle = rgb(FEATURES[name]((x / SMALL) * 12 - 6, 6 - (y / SMALL) * 12));
      context.fillRect(x, y, 1, 1);
    }
  }
  return canvas;
}

function drawLayers() {
  show(
    get("layers"),
    choices.layers.map((neurons, l) =>
      el(
        "div",
        { class: "layer" },
        el(
          "div",
          { class: "count" },
          el("button", { type: "button", id: `fewer-${l}`, "aria-label": `A neuron less in layer ${l + 1}`, onclick: () => choices.neurons(l, -1) }, "−"),
          el("span", {}, neurons),
          el("button", { type: "button", id: `add-${l}`, "aria-label": `A neuron more in layer ${l + 1}`, onclick: () => choices.neurons(l, 1) }, "+"),
        ),
        Array.from({ length: neurons }, (_, n) =>
          el("canvas", { id: `neuron-${l}-${n}`, width: SMALL, height: SMALL, role: "img", "aria-label": `Neuron ${n + 1} of layer ${l + 1}` }),
        ),
      ),
    ),
  );
  get("depth").textContent = choices.layers.length;
}

function drawChoices() {
  const focus = document.activeElement?.id;
  show(
    get("data"),
    DATA.map(([key, name]) =>
      el("button", { type: "button", id: `data-${key}`, "aria-pressed": String(choices.data === key), onclick: () => choices.choose(key) }, name),
    ),
  );
  show(
    get("features"),
    choices.known.map(({ name, label }) =>
      el("button", { type: "button", id: `feature-${name}`, "aria-pressed": String(choices.features.has(name)), onclick: () => choices.toggle(name) }, feature(name), label),
    ),
  );
  drawLayers();
  if (focus) {
    get(focus)?.focus();
  }
}

get("run").addEventListener("click", () => {
  running = !running;
  get("run").textContent = running ? "Pause" : "Run";
  ready()
    .then(() => command(running ? "run" : "pause"))
    .catch(fail);
});
get("step").addEventListener("click", () =>
  ready()
    .then(() => command("step"))
    .catch(fail),
);
get("reset").addEventListener("click", () => {
  choices.seed++;
  later();
});
addEventListener("pagehide", () => {
  if (session) {
    fetch(`/api/playground/${session}`, { method: "DELETE", keepalive: true });
  }
});

try {
  await choices.begin();
  drawChoices();
  pending = true;
  await ready();
} catch (e) {
  fail(e);
}
