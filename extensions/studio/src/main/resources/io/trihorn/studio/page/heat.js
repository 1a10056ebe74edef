import { el, style } from "./dom.js";
import { number } from "./format.js";

/** How a distribution moves: steps to the right, values upwards, the darker the more. */

const WIDTH = 560;
const HEIGHT = 230;
const LEFT = 62;
const BOTTOM = 36;

function paint(canvas, histograms) {
  const context = canvas.getContext("2d");
  const low = Math.min(...histograms.map((h) => h.low));
  const high = Math.max(...histograms.map((h) => h.high));
  const range = high > low ? high - low : 1;
  const plot = { width: WIDTH - LEFT - 6, height: HEIGHT - BOTTOM - 6 };
  const wide = plot.width / histograms.length;
  context.clearRect(0, 0, WIDTH, HEIGHT);
  const y = (value) => 6 + plot.height * (1 - (value - low) / range);
  context.fillStyle = style("--accent");
  histograms.forEach((h, i) => {
    const most = Math.max(...h.counts, 1);
    const size = (h.high - h.low) / h.counts.length;
    h.counts.forEach((count, bucket) => {
      context.globalAlpha = count === 0 ? 0 : 0.08 + 0.92 * (count / most);
      const top = y(h.low + (bucket + 1) * size);
      context.fillRect(LEFT + i * wide, top, wide + 0.5, Math.max(1, y(h.low + bucket * size) - top));
    });
  });
  context.globalAlpha = 1;
  context.strokeStyle = style("--line");
  context.strokeRect(LEFT, 6, plot.width, plot.height);
  context.fillStyle = style("--ink");
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "right";
  context.fillText(number(high), LEFT - 5, 15);
  context.fillText(number(low), LEFT - 5, 6 + plot.height);
  context.textAlign = "left";
  context.fillText(histograms[0].step, LEFT, HEIGHT - 20);
  context.textAlign = "right";
  context.fillText(histograms.at(-1).step, WIDTH - 6, HEIGHT - 20);
  context.textAlign = "center";
  context.fillText("step", LEFT + plot.width / 2, HEIGHT - 5);
  context.save();
  context.translate(12, 6 + plot.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText("value", 0, 0);
  context.restore();
}

/** A card with the histograms of one name. */
export function heat(name, histograms) {
  const canvas = el("canvas", { class: "heat", width: WIDTH, height: HEIGHT });
  const last = histograms.at(-1);
  const card = el(
    "section",
    {
      class: "card",
      role: "img",
      "data-steps": histograms.length,
      "aria-label": `${name} at ${histograms.length} steps, at last from ${number(last.low)} to ${number(last.high)}`,
    },
    el("h3", {}, name),
    canvas,
  );
  const drawn = histograms.filter((h) => h.low !== null && h.low !== undefined);
  if (drawn.length > 0) {
    paint(canvas, drawn);
    addEventListener("themechange", () => paint(canvas, drawn));
  }
  return card;
}
