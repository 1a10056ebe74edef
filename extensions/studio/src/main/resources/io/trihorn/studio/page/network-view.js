import { el, show, svg } from "./dom.js";
import { number } from "./format.js";

/** Draws networks that the server laid out; models inside fold and unfold. */

const COUNT = new Intl.NumberFormat();

/** Bytes as people read them. */
function size(bytes) {
  return bytes >= 1 << 20 ? `${number(bytes / (1 << 20))} MB` : `${number(bytes / 1024)} KB`;
}

function label(box) {
  const parts = [box.name, box.type, box.shape ? `output ${box.shape}` : null];
  if (box.parameters >= 0) {
    parts.push(`${COUNT.format(box.parameters)} parameters`);
  }
  return [...parts, ...box.note].filter(Boolean).join(", ");
}

function node(box, time, toggle) {
  const wrong = box.note.length > 0;
  const classes = [box.folds ? "folds" : "", box.open ? "open" : "", wrong ? "wrong" : ""].join(" ").trim();
  const text = (y, content, small) =>
    svg("text", { x: box.x + 12, y: box.y + y, class: small ? "small" : null }, content);
  const press = (event) => {
    if (event.type === "click" || event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      toggle(box.id);
    }
  };
  return svg(
    "g",
    {
      class: classes || null,
      "data-layer": box.id,
      role: box.folds ? "button" : "img",
      tabindex: box.folds ? 0 : null,
      "aria-expanded": box.folds ? String(box.open) : null,
      "aria-label": label(box),
      ...(box.folds ? { onclick: press, onkeydown: press } : {}),
    },
    svg("title", {}, label(box)),
    svg("rect", { class: "box", x: box.x, y: box.y, width: box.width, height: box.height, rx: 7 }),
    text(19, `${box.folds ? (box.open ? "▾ " : "▸ ") : ""}${box.name}`),
    text(35, box.type, true),
    time ? svg("text", { x: box.x + box.width - 12, y: box.y + 35, "text-anchor": "end", class: "small time" }, `${number(time.milliseconds)} ms, ${size(time.bytes)}`) : null,
    ...box.note.map((line, i) => svg("text", { x: box.x + 12, y: box.y + 66 + 16 * i, class: "note" }, line)),
    text(50, [box.shape, box.parameters > 0 ? COUNT.format(box.parameters) : null].filter(Boolean).join("  "), true),
  );
}

function path(points) {
  let d = `M ${points[0]} ${points[1]}`;
  for (let i = 2; i < points.length; i += 2) {
    d += ` L ${points[i]} ${points[i + 1]}`;
  }
  return d;
}

export class NetworkView {
  /** @param changed is called when a model is to be folded or unfolded */
  constructor(place, changed) {
    this.place = place;
    this.open = new Set();
    this.changed = changed;
  }

  /** Says at each layer what it takes. */
  takes(times) {
    this.times = new Map(times.map((time) => [time.id, time]));
    this.draw(this.drawing);
  }

  toggle(id) {
    if (!this.open.delete(id)) {
      this.open.add(id);
    }
    this.changed();
  }

  draw(drawing) {
    this.drawing = drawing;
    const focus = document.activeElement?.dataset?.layer;
    const picture = svg(
      "svg",
      { width: drawing.width, height: drawing.height, viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "group" },
      svg(
        "defs",
        {},
        svg("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" },
          svg("path", { d: "M 0 0 L 8 4 L 0 8 z" })),
      ),
      drawing.boxes.map((box) => node(box, this.times?.get(box.id), (id) => this.toggle(id))),
      drawing.lines.map((line) => svg("path", { d: path(line.points), "marker-end": "url(#tip)" })),
    );
    show(this.place, picture);
    if (focus) {
      this.place.querySelector(`[data-layer="${CSS.escape(focus)}"]`)?.focus();
    }
  }
}

/** The numbers of a whole network. */
export function total(parameters) {
  return el("p", { class: "quiet" }, `${COUNT.format(parameters)} parameters`);
}
