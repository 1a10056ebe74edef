import "./header.js";
import { ask, send } from "./api.js";
import { Curves } from "./curves.js";
import { el, get, show } from "./dom.js";
import { time } from "./format.js";

/** All runs, and those that are chosen beside each other. */

const REFRESH_MS = 2000;
const chosen = new Set();
const curves = new Curves(get("charts"), get("tools"));
let runs = [];

const prefix = (run) => `${run.id} ${run.name}: `;

function matches(run, words) {
  const text = [run.name, run.state, run.backend, ...run.tags].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

async function choose(run, on) {
  if (on) {
    chosen.add(run.id);
    const answer = await ask(`/api/runs/${run.id}/curves`);
    curves.add(answer.curves, prefix(run));
  } else {
    chosen.delete(run.id);
    curves.remove(prefix(run));
  }
  get("compare").hidden = chosen.size === 0;
  get("csv").hidden = chosen.size === 0;
  get("csv").href = `/api/csv?runs=${[...chosen].join(",")}`;
}

async function remove(run) {
  if (confirm(`Forget run ${run.id}, ${run.name}, and all that was logged of it?`)) {
    await send(`/api/runs/${run.id}`, {}, "DELETE");
    await refresh();
  }
}

function row(run) {
  const live = ["RUNNING", "PAUSED"].includes(run.state);
  return el(
    "tr",
    {},
    el("td", {}, el("input", {
      type: "checkbox",
      checked: chosen.has(run.id),
      "aria-label": `Compare ${run.name}`,
      onchange: (event) => choose(run, event.target.checked),
    })),
    el("td", { class: "wrap" }, el("a", { href: `/run?id=${run.id}` }, run.name)),
    el("td", {}, el("span", { class: `state ${run.state.toLowerCase()}` }, run.state.toLowerCase())),
    el("td", {}, run.tags.map((tag) => el("button", { type: "button", class: "tag", onclick: () => filter(tag) }, tag))),
    el("td", {}, run.backend),
    el("td", {}, time(run.created)),
    el("td", {}, el("button", { type: "button", disabled: live, onclick: () => remove(run) }, "Delete")),
  );
}

function filter(word) {
  get("filter").value = word;
  draw();
}

function draw() {
  const words = get("filter").value.toLowerCase().split(/\s+/);
  show(get("rows"), runs.filter((run) => matches(run, words)).map(row));
  get("none").hidden = runs.length > 0;
}

async function refresh() {
  const now = await ask("/api/runs");
  // Rows that have not changed stay, and with them where the keyboard is.
  const form = (list) => JSON.stringify(list.map((run) => ({ ...run, touched: 0 })));
  if (form(now) !== form(runs) || now.length === 0) {
    runs = now;
    draw();
  }
}

get("filter").addEventListener("input", draw);
await refresh();
setInterval(() => refresh().catch((e) => console.warn(e)), REFRESH_MS);
