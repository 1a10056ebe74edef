import { el, show } from "./dom.js";
import { Curves } from "./curves.js";

/** Loss, metrics, rates, times and memory, as they come. */
export async function curvesTab({ past, panel, onUpdate }) {
  const tools = el("div", { class: "bar" });
  const charts = el("div", { class: "charts", id: "charts" });
  show(panel, tools, charts);
  const curves = new Curves(charts, tools);
  const shown = (batch) => batch.filter((curve) => curve.axis !== "UPDATE");
  past.forEach((batch) => curves.add(shown(batch)));
  onUpdate((update) => curves.add(shown(update.curves)));
}
