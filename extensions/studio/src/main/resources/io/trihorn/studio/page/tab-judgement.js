import { ask } from "./api.js";
import { Chart } from "./chart.js";
import { el, show } from "./dom.js";
import { number } from "./format.js";
import { look, Sheet } from "./sheet.js";

/** Right and wrong predictions for the sample: confusion matrix, ROC, the surest mistakes. */

const MOST_WRONG = 40;
const MOST_CURVES = 10;

function matrix(confusion, name) {
  const most = Math.max(...confusion.flat(), 1);
  return el(
    "table",
    { class: "matrix", "aria-label": "Confusion matrix" },
    el("thead", {}, el("tr", {}, el("th", {}, "right \\ predicted"), confusion.map((_, c) => el("th", { scope: "col" }, name(c))))),
    el(
      "tbody",
      {},
      confusion.map((row, r) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, name(r)),
          row.map((count, c) => {
            const part = Math.round((count / most) * 60);
            const tone = c === r ? "--good" : "--bad";
            return el("td", { style: `background: color-mix(in srgb, var(${tone}) ${part}%, transparent)` }, count);
          }),
        ),
      ),
    ),
  );
}

function mistakes(judgement, name, sheet) {
  return judgement.wrong.slice(0, MOST_WRONG).map((row) => {
    const scores = judgement.scores[row];
    const best = scores.map((s, c) => [c, s]).sort((a, b) => b[1] - a[1]).slice(0, 3);
    const label = `row ${row}: right ${name(judgement.labels[row])}`;
    return el(
      "figure",
      { class: "tile" },
      sheet ? sheet.tile(row, 84, label) : null,
      el("figcaption", {}, label, best.map(([c, s]) => el("div", {}, `${name(c)} ${number(s)}`))),
    );
  });
}

export async function judgementTab({ id, panel }) {
  const { seen } = await ask(`/api/runs/${id}`);
  if (!seen.judgement) {
    show(panel, el("p", { class: "quiet" }, "There are predictions where the run has a sample with classes, after its first epoch."));
    return;
  }
  const { judgement, classes } = await look(id, "judgement", "sample");
  const name = (c) => classes[c] ?? String(c);
  const sheet = seen.sample ? await Sheet.load(id, "sample", "rows") : null;
  const charts = el("div", { class: "charts" });
  show(
    panel,
    el("h2", {}, "Confusion matrix"),
    el("p", { class: "quiet" }, `${judgement.labels.length} rows of the sample after step ${judgement.step}`),
    el("div", { class: "scroll" }, matrix(judgement.confusion, name)),
    el("h2", {}, "ROC"),
    charts,
    el("h2", {}, `Predicted wrongly: ${judgement.wrong.length}`),
    el("div", { class: "tiles", id: "wrong" }, mistakes(judgement, name, sheet)),
  );
  const chart = new Chart(charts, { title: "Each class against the others", x: "false positive rate", y: "true positive rate" });
  judgement.roc.slice(0, MOST_CURVES).forEach((roc, c) => {
    if (roc.area !== null && roc.area !== undefined) {
      chart.curves.set(`${name(c)}, area ${number(roc.area)}`, steps(roc));
    }
  });
  chart.later();
}

/** A plot has one value for each place: where the curve goes up, what it comes to. */
function steps(roc) {
  const x = [];
  const y = [];
  roc.falsePositive.forEach((fp, i) => {
    if (x.length && fp === x.at(-1)) {
      y[y.length - 1] = roc.truePositive[i];
    } else {
      x.push(fp);
      y.push(roc.truePositive[i]);
    }
  });
  return { x, y };
}
