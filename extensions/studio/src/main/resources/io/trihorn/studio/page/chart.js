import uPlot from "/library/uplot.js";
import { el, style } from "./dom.js";
import { color } from "./colors.js";
import { number } from "./format.js";

/** A plot of curves with names and units on its axes, which can be smoothed and be logarithmic. */

/** An exponential mean of what came before, without the weight of the beginning. */
export function smoothed(values, factor) {
  let mean = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    mean = mean * factor + value * (1 - factor);
    weight = weight * factor + (1 - factor);
    return mean / weight;
  });
}

export class Chart {
  /**
   * @param parent where the plot goes
   * @param options title, x and y: the names of the axes with their units
   */
  constructor(parent, options) {
    this.options = options;
    this.curves = new Map();
    this.smoothing = 0;
    this.log = options.log ?? false;
    this.body = el("div");
    this.card = el(
      "section",
      { class: "card", role: "img", "data-chart": options.title },
      el("h3", {}, options.title),
      this.body,
    );
    parent.append(this.card);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.body);
    addEventListener("themechange", () => this.draw());
  }

  /** Adds points to a curve, which is made where there is none. */
  add(name, x, y) {
    const curve = this.curves.get(name) ?? { x: [], y: [] };
    const last = curve.x.at(-1) ?? -Infinity;
    for (let i = 0; i < x.length; i++) {
      if (x[i] > last || curve.x.length === 0) {
        curve.x.push(x[i]);
        curve.y.push(y[i]);
      }
    }
    this.curves.set(name, curve);
    this.later();
  }

  remove(name) {
    this.curves.delete(name);
    this.later();
  }

  set(smoothing, log) {
    this.smoothing = smoothing;
    this.log = log;
    this.later();
  }

  /** Draws with the next picture of the screen, however much is added before. */
  later() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  table() {
    const plain = (y) => (this.log ? y.map((v) => (v > 0 ? v : null)) : y);
    const tables = [];
    for (const { x, y } of this.curves.values()) {
      tables.push([x, plain(y)]);
      if (this.smoothing > 0) {
        tables.push([x, plain(smoothed(y, this.smoothing))]);
      }
    }
    return tables.length ? uPlot.join(tables) : [[]];
  }

  series() {
    const all = [{ label: this.options.x }];
    [...this.curves.keys()].forEach((name, i) => {
      const value = (_, v) => number(v);
      const points = { show: this.curves.get(name).x.length < 40 };
      if (this.smoothing > 0) {
        all.push({ label: `${name} as it is`, stroke: color(i, 0.3), width: 1, value, points: { show: false } });
      }
      all.push({ label: name, stroke: color(i), width: 2, value, points, spanGaps: true });
    });
    return all;
  }

  axis(label) {
    return {
      label,
      labelSize: 22,
      stroke: style("--ink"),
      grid: { stroke: style("--line"), width: 1 },
      ticks: { stroke: style("--line"), width: 1 },
    };
  }

  draw() {
    const data = this.table();
    const key = JSON.stringify([[...this.curves.keys()], this.smoothing > 0, this.log, document.documentElement.dataset.theme]);
    if (this.plot && this.key === key) {
      this.plot.setData(data);
    } else {
      this.plot?.destroy();
      this.key = key;
      this.plot = new uPlot(
        {
          width: Math.max(200, this.body.clientWidth),
          height: 230,
          scales: { x: { time: false }, y: { distr: this.log ? 3 : 1 } },
          axes: [
            this.axis(this.options.x),
            {
              ...this.axis(this.options.y),
              size: 66,
              values: (_, ticks) => ticks.map((t) => (t === null ? "" : number(t))),
            },
          ],
          series: this.series(),
        },
        data,
        this.body,
      );
    }
    this.card.setAttribute("aria-label", this.spoken());
    this.card.dataset.points = [...this.curves.values()].reduce((sum, c) => sum + c.x.length, 0);
  }

  spoken() {
    const ends = [...this.curves].map(([name, c]) => `${name} ${number(c.y.at(-1))} at ${c.x.at(-1)}`);
    return `${this.options.title}: ${ends.join(", ")}`;
  }

  resize() {
    if (this.plot && this.body.clientWidth > 0) {
      this.plot.setSize({ width: this.body.clientWidth, height: 230 });
    }
  }
}
