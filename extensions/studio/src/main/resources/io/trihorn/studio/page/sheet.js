import { ask } from "./api.js";
import { el } from "./dom.js";

/** Pictures that were stored as one, each on a canvas of its own. */

const seen = (id, kind, name) => `/api/runs/${id}/seen/${kind}?name=${encodeURIComponent(name)}`;

/** What a run saw, as JSON. */
export function look(id, kind, name) {
  return ask(seen(id, kind, name));
}

export class Sheet {
  static async load(id, kind, name) {
    const form = await look(id, `${kind}-form`, name);
    const image = new Image();
    image.src = `${seen(id, kind, name)}&at=${Date.now()}`;
    await image.decode();
    return new Sheet(form, image);
  }

  constructor(form, image) {
    Object.assign(this, form);
    this.image = image;
  }

  /** A picture, about as large as is wanted. */
  tile(index, size, label) {
    const zoom = Math.max(1, Math.round(size / Math.max(this.width, this.height)));
    const canvas = el("canvas", {
      width: this.width * zoom,
      height: this.height * zoom,
      role: "img",
      "aria-label": label,
    });
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    const left = (index % this.columns) * this.width;
    const top = Math.floor(index / this.columns) * this.height;
    context.drawImage(this.image, left, top, this.width, this.height, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** All pictures. */
  tiles(size, label) {
    return el(
      "div",
      { class: "tiles" },
      Array.from({ length: this.count }, (_, i) => el("figure", { class: "tile" }, this.tile(i, size, `${label} ${i}`))),
    );
  }
}
