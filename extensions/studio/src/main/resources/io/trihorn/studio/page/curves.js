import { el, show } from "./dom.js";
import { Chart } from "./chart.js";

/** Which curves stand in which plot, for one run or several. */

const SYSTEM = {
  "step time": ["Time of a step", "time, ms"],
  "wait for data": ["Time of a step", "time, ms"],
  heap: ["Memory", "memory, MB"],
  "process memory": ["Memory", "memory, MB"],
};

const ORDER = ["STEP", "EPOCH", "SYSTEM", "UPDATE"];

function place(curve) {
  const plain = curve.name.replace(/^val_/, "");
  switch (curve.axis) {
    case "STEP":
      return { title: `${plain} by steps`, x: "step", y: `${plain}, epoch so far` };
    case "EPOCH":
      return { title: `${plain} by epochs`, x: "epoch", y: plain };
    case "UPDATE":
      return { title: "Update beside weight", x: "step", y: "|update| / |weight|", log: true };
    default: {
      const [title, y] = SYSTEM[curve.name] ?? [curve.name.replaceAll("_", " "), curve.name.replaceAll("_", " ")];
      return { title, x: "step", y };
    }
  }
}

export class Curves {
  constructor(parent, tools) {
    this.parent = parent;
    this.charts = new Map();
    this.smoothing = 0;
    this.log = false;
    this.smooth = el("input", { type: "range", min: 0, max: 0.98, step: 0.02, value: 0, id: "smoothing", oninput: () => this.set() });
    this.logBox = el("input", { type: "checkbox", id: "log", onchange: () => this.set() });
    show(tools, el("label", {}, "Smoothing ", this.smooth), el("label", {}, this.logBox, " Logarithmic axis"));
  }

  set() {
    this.smoothing = Number(this.smooth.value);
    this.log = this.logBox.checked;
    this.charts.forEach((chart) => chart.set(this.smoothing, this.log || (chart.options.log ?? false)));
  }

  /**
   * Adds what curves have.
   *
   * @param prefix stands before names where several runs are compared
   */
  add(curves, prefix = "") {
    for (const curve of curves) {
      const where = place(curve);
      let chart = this.charts.get(where.title);
      if (!chart) {
        chart = new Chart(this.parent, where);
        this.put(chart, ORDER.indexOf(curve.axis));
        chart.set(this.smoothing, this.log || (where.log ?? false));
        this.charts.set(where.title, chart);
      }
      chart.add(prefix + curve.name, curve.x, curve.value);
    }
  }

  /** Losses and metrics stand before times and memory. */
  put(chart, rank) {
    chart.card.dataset.rank = rank;
    const after = [...this.parent.children].find((card) => Number(card.dataset.rank) > rank);
    this.parent.insertBefore(chart.card, after ?? null);
  }

  /** Takes a run out of the comparison. */
  remove(prefix) {
    this.charts.forEach((chart, title) => {
      [...chart.curves.keys()].filter((name) => name.startsWith(prefix)).forEach((name) => chart.remove(name));
      if (chart.curves.size === 0) {
        chart.card.remove();
        this.charts.delete(title);
      }
    });
  }
}
