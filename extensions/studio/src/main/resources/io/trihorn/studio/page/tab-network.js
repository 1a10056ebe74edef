import { ask } from "./api.js";
import { el, show } from "./dom.js";
import { number } from "./format.js";
import { NetworkView, total } from "./network-view.js";

/** The network of a run. */
export async function networkTab({ id, panel }) {
  const place = el("div", { class: "drawing", id: "drawing", tabindex: 0, "aria-label": "Drawing of the network" });
  const numbers = el("div");
  const measured = el("span", { class: "quiet", role: "status" });
  const measure = el("button", { type: "button", id: "measure", onclick: () => times().catch((e) => (measured.textContent = e.message)) }, "Measure a prediction");
  show(panel, el("div", { class: "bar" }, numbers, measure, measured), place);
  const view = new NetworkView(place, () => draw());
  async function draw() {
    const { drawing, parameters, error } = await ask(`/api/runs/${id}/network?open=${[...view.open].join(",")}`);
    if (error) {
      show(numbers, el("p", { class: "error" }, error.message));
    } else {
      show(numbers, total(parameters));
      view.draw(drawing);
    }
  }
  async function times() {
    measured.textContent = "measuring …";
    const { rows, milliseconds, layers } = await ask(`/api/runs/${id}/times`);
    measured.textContent = `${rows} rows took ${number(milliseconds)} ms; ops may run side by side`;
    view.takes(layers);
  }
  await draw();
}
