import { ask } from "./api.js";
import { el, show } from "./dom.js";
import { Sheet } from "./sheet.js";

/** The filters of the first convolution, and what layers make of a sample that is chosen. */
export async function imagesTab({ id, panel }) {
  const { seen } = await ask(`/api/runs/${id}`);
  const filters = el("div");
  const maps = el("div");
  const names = seen.maps ?? [];
  const rows = [...new Set(names.map((name) => Number(name.split("/").at(-1))))].sort((a, b) => a - b);
  const choice = el("select", { id: "sample", onchange: () => draw() }, rows.map((row) => el("option", { value: row }, row)));

  async function draw() {
    const all = names.filter((name) => name.endsWith(`/${choice.value}`));
    const parts = await Promise.all(
      all.map(async (name) => {
        const layer = name.slice(0, name.lastIndexOf("/"));
        const sheet = await Sheet.load(id, "maps", name);
        return [el("h3", {}, layer), sheet.tiles(56, `${layer}, channel`)];
      }),
    );
    const picture = seen.sample ? (await Sheet.load(id, "sample", "rows")).tile(Number(choice.value), 84, `sample ${choice.value}`) : null;
    show(maps, picture, parts.flat());
  }

  for (const name of seen.filters ?? []) {
    const sheet = await Sheet.load(id, "filters", name);
    show(filters, el("h2", {}, `Filters of ${name}`), sheet.tiles(44, "filter"));
  }
  if (rows.length > 0) {
    show(panel, filters, el("h2", {}, "What layers make of a sample"), el("div", { class: "bar" }, el("label", {}, "Sample ", choice)), maps);
    await draw();
  } else {
    show(panel, filters, el("p", { class: "quiet" }, "There are feature maps where the run has a sample and layers over images, after its first epoch."));
  }
}
