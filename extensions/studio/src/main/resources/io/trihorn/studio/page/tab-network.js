import { ask } from "./api.js";
import { el, show } from "./dom.js";
import { NetworkView, total } from "./network-view.js";

/** The network of a run. */
export async function networkTab({ id, panel }) {
  const place = el("div", { class: "drawing", id: "drawing", tabindex: 0, "aria-label": "Drawing of the network" });
  const numbers = el("div");
  show(panel, numbers, place);
  const view = new NetworkView(place, () => draw());
  async function draw() {
    const { drawing, parameters, error } = await ask(`/api/runs/${id}/network?open=${[...view.open].join(",")}`);
    if (error) {
      show(numbers, el("p", { class: "error" }, error.message));
    } else {
      show(numbers, total(parameters));
      view.draw(drawing, null);
    }
  }
  await draw();
}
