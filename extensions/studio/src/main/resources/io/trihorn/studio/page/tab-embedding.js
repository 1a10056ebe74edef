import { ask } from "./api.js";
import { color } from "./colors.js";
import { el, show, style } from "./dom.js";
import { pca } from "./pca.js";
import { look } from "./sheet.js";
import { Tsne } from "./tsne.js";

/** The outputs of a layer for the sample as points of a plane, by PCA or t-SNE. */

const SIZE = 560;
const PAD = 34;
const ROUNDS = 400;

function paint(canvas, places, labels, axes) {
  const context = canvas.getContext("2d");
  const xs = places.map((p) => p[0]);
  const ys = places.map((p) => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const at = (v, a, b) => PAD + ((v - a) / (b - a || 1)) * (SIZE - 2 * PAD);
  context.clearRect(0, 0, SIZE, SIZE);
  places.forEach(([x, y], i) => {
    context.fillStyle = color(labels[i] ?? 0, 0.8);
    context.beginPath();
    context.arc(at(x, left, right), SIZE - at(y, low, high), 5, 0, 7);
    context.fill();
  });
  context.fillStyle = style("--ink");
  context.font = "13px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(axes[0], SIZE / 2, SIZE - 8);
  context.save();
  context.translate(14, SIZE / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(axes[1], 0, 0);
  context.restore();
}

export async function embeddingTab({ id, panel }) {
  const { seen } = await ask(`/api/runs/${id}`);
  if (!seen.embedding) {
    show(panel, el("p", { class: "quiet" }, "There are points where the run has a sample and a layer of (batch, units), after its first epoch."));
    return;
  }
  const layer = seen.embedding[0];
  const { points } = await look(id, "embedding", layer);
  const judged = seen.judgement ? await look(id, "judgement", "sample") : null;
  const labels = judged ? judged.judgement.labels : points.map(() => 0);
  const name = (c) => judged?.classes[c] ?? String(c);
  const canvas = el("canvas", { width: SIZE, height: SIZE, role: "img", "aria-label": `Outputs of ${layer}`, id: "points" });
  let turn = 0;

  function draw() {
    const mine = ++turn;
    if (choice.value === "pca") {
      paint(canvas, pca(points), labels, ["first principal component", "second principal component"]);
      canvas.dataset.method = "pca";
      return;
    }
    const tsne = new Tsne(points);
    const go = () => {
      if (mine !== turn || !canvas.isConnected) {
        return;
      }
      for (let i = 0; i < 4; i++) {
        tsne.step();
      }
      paint(canvas, tsne.places, labels, ["t-SNE 1", "t-SNE 2"]);
      canvas.dataset.method = "tsne";
      canvas.dataset.round = tsne.round;
      if (tsne.round < ROUNDS) {
        requestAnimationFrame(go);
      }
    };
    go();
  }

  const choice = el("select", { id: "method", onchange: draw }, el("option", { value: "pca" }, "PCA"), el("option", { value: "tsne" }, "t-SNE"));
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  show(
    panel,
    el("div", { class: "bar" }, el("label", {}, `Outputs of ${layer} by `, choice)),
    el("div", { class: "card" }, canvas),
    judged ? el("p", {}, classes.map((c) => el("span", { class: "tag", style: `border-color: ${color(c)}; border-width: 3px; margin-right: .3rem` }, name(c)))) : null,
  );
  draw();
}
