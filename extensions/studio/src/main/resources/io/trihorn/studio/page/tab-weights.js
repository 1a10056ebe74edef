import { ask } from "./api.js";
import { Curves } from "./curves.js";
import { el, show } from "./dom.js";
import { heat } from "./heat.js";

/** Histograms over time of weights, gradients and activations, and how much weights change. */

const KINDS = [
  ["weight", "Weights"],
  ["gradient", "Gradients"],
  ["activation", "Activations"],
];
const REFRESH_MS = 4000;

function byName(histograms) {
  const groups = new Map();
  histograms.forEach((h) => groups.set(h.name, [...(groups.get(h.name) ?? []), h]));
  return groups;
}

export async function weightsTab({ id, past, panel, onUpdate }) {
  const choice = el("select", { id: "histograms", onchange: () => draw(true) }, KINDS.map(([key, name]) => el("option", { value: key }, name)));
  const place = el("div", { class: "charts" });
  const tools = el("div", { class: "bar" });
  const updates = el("div", { class: "charts" });
  show(
    panel,
    el("div", { class: "bar" }, el("label", {}, "Histograms of ", choice)),
    place,
    el("h2", {}, "How much a step changes a weight"),
    tools,
    updates,
  );
  const curves = new Curves(updates, tools);
  const only = (batch) => batch.filter((curve) => curve.axis === "UPDATE");
  past.forEach((batch) => curves.add(only(batch)));

  let drawn = -1;
  let last = 0;
  async function draw(anew) {
    const histograms = await ask(`/api/runs/${id}/histograms/${choice.value}`);
    last = Date.now();
    if (anew || histograms.length !== drawn) {
      drawn = histograms.length;
      const cards = [...byName(histograms)].map(([name, all]) => heat(name, all));
      show(place, cards.length ? cards : el("p", { class: "quiet" }, "There are none yet. Activations need a sample."));
    }
  }
  await draw(true);
  onUpdate((update) => {
    curves.add(only(update.curves));
    if (Date.now() - last > REFRESH_MS) {
      draw(false).catch((e) => console.warn(e));
    }
  });
}
