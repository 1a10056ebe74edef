import { ask } from "./api.js";
import { el, get, show } from "./dom.js";

/** What is chosen on the page of the playground. */

export const DATA = [
  ["CIRCLE", "Circle"],
  ["XOR", "Squares"],
  ["GAUSS", "Clouds"],
  ["SPIRAL", "Spiral"],
];
const LISTS = {
  rate: [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  activation: ["tanh", "relu", "sigmoid", "linear"],
  regularization: ["none", "l1", "l2"],
  regularizationRate: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
};
const FIRST = { rate: 0.03, activation: "tanh", regularization: "none", regularizationRate: 0 };
const NUMBERS = ["batch", "noise", "trainPercent"];
const MOST_LAYERS = 6;
const MOST_NEURONS = 8;

export class Choices {
  /** @param changed is called when something is chosen */
  constructor(changed) {
    this.changed = changed;
    this.data = "CIRCLE";
    this.features = new Set(["X1", "X2"]);
    this.layers = [4, 2];
    this.seed = 1;
  }

  async begin() {
    for (const [id, values] of Object.entries(LISTS)) {
      show(get(id), values.map((v) => el("option", { value: v, selected: v === FIRST[id] }, v)));
      get(id).addEventListener("change", this.changed);
    }
    NUMBERS.forEach((id) => get(id).addEventListener("change", this.changed));
    const backends = await ask("/api/backends");
    show(get("backend"), el("option", { value: "" }, "as configured"), backends.map((name) => el("option", { value: name }, name)));
    get("backend").addEventListener("change", this.changed);
    this.known = await ask("/api/playground");
    get("less").addEventListener("click", () => this.depth(-1));
    get("more").addEventListener("click", () => this.depth(1));
  }

  depth(change) {
    if (change < 0) {
      this.layers.pop();
    } else if (this.layers.length < MOST_LAYERS) {
      this.layers.push(2);
    }
    this.changed();
  }

  neurons(layer, change) {
    const count = this.layers[layer] + change;
    if (count >= 1 && count <= MOST_NEURONS) {
      this.layers[layer] = count;
      this.changed();
    }
  }

  choose(data) {
    this.data = data;
    this.changed();
  }

  toggle(feature) {
    if (!this.features.delete(feature)) {
      this.features.add(feature);
    }
    if (this.features.size === 0) {
      this.features.add(feature);
    }
    this.changed();
  }

  /** As the server takes them. */
  settings() {
    return {
      data: this.data,
      features: this.known.map((f) => f.name).filter((name) => this.features.has(name)),
      layers: this.layers,
      activation: get("activation").value,
      rate: Number(get("rate").value),
      regularization: get("regularization").value,
      regularizationRate: Number(get("regularizationRate").value),
      batch: Number(get("batch").value),
      noise: Number(get("noise").value),
      trainPercent: Number(get("trainPercent").value),
      seed: this.seed,
      backend: get("backend").value,
    };
  }
}
