import "./header.js";
import { ask, send } from "./api.js";
import { el, get, show } from "./dom.js";
import { span, time } from "./format.js";
import { curvesTab } from "./tab-curves.js";
import { weightsTab } from "./tab-weights.js";
import { imagesTab } from "./tab-images.js";
import { judgementTab } from "./tab-judgement.js";
import { embeddingTab } from "./tab-embedding.js";
import { networkTab } from "./tab-network.js";
import { textTab } from "./tab-text.js";

/** One run: its head, what is wished of it, and tabs. */

const id = Number(new URLSearchParams(location.search).get("id"));
const TABS = [
  ["curves", "Curves", curvesTab],
  ["weights", "Weights", weightsTab],
  ["images", "Images", imagesTab],
  ["judgement", "Predictions", judgementTab],
  ["embedding", "Embedding", embeddingTab],
  ["network", "Network", networkTab],
  ["text", "Text", textTab],
];
const listeners = new Set();
const past = [];

function wish(what) {
  return send(`/api/runs/${id}/wish`, { wish: what });
}

/** A run that waits goes on; one that came to no end is begun again where it was. */
async function resume() {
  if (get("state").textContent === "paused") {
    return wish("run");
  }
  get("resume").disabled = true;
  try {
    await send(`/api/runs/${id}/resume`);
    // What it logged after its place is gone, so the curves are read anew.
    location.reload();
  } catch (e) {
    get("resume").disabled = false;
    get("message").textContent = e.message;
    get("message").hidden = false;
  }
}

function head(run) {
  const state = run.state.toLowerCase();
  const live = state === "running" || state === "paused";
  document.title = `${run.name} – Trihorn studio`;
  get("name").textContent = run.name;
  get("state").textContent = state;
  get("state").className = `state ${state}`;
  get("about").textContent =
    `run ${run.id} on ${run.backend}, begun ${time(run.created)}, ${span(run.touched - run.created)}, ` +
    `${run.epochs} epochs` + (run.steps > 0 ? ` of ${run.steps} steps` : "");
  get("message").textContent = run.message;
  get("message").hidden = run.message === "";
  get("pause").hidden = state !== "running";
  const cut = ["stopped", "failed", "lost"].includes(state) && run.text != null;
  get("resume").hidden = state !== "paused" && !cut;
  get("stop").hidden = !live;
  if (document.activeElement !== get("tags")) {
    get("tags").value = run.tags.join(", ");
  }
}

function open(name) {
  const [key, , tab] = TABS.find(([known]) => known === name) ?? TABS[0];
  history.replaceState(null, "", `?id=${id}#${key}`);
  for (const button of get("tabs").children) {
    const on = button.id === `tab-${key}`;
    button.setAttribute("aria-selected", on);
    button.tabIndex = on ? 0 : -1;
  }
  listeners.clear();
  show(get("panel"));
  tab({ id, past, panel: get("panel"), onUpdate: (listener) => listeners.add(listener) }).catch((e) =>
    show(get("panel"), el("p", { class: "error" }, e.message)),
  );
}

/** Arrows go from tab to tab. */
function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const all = [...get("tabs").children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    next.click();
  }
}

show(
  get("tabs"),
  TABS.map(([key, name]) =>
    el("button", { type: "button", role: "tab", id: `tab-${key}`, onclick: () => open(key) }, name),
  ),
);
get("tabs").addEventListener("keydown", arrows);
addEventListener("hashchange", () => open(location.hash.slice(1)));
get("pause").addEventListener("click", () => wish("pause"));
get("resume").addEventListener("click", resume);
get("stop").addEventListener("click", () => wish("stop"));
get("csv").href = `/api/csv?runs=${id}`;
get("tags").addEventListener("change", () =>
  send(`/api/runs/${id}/name`, { tags: get("tags").value.split(",").map((t) => t.trim()).filter(Boolean) }),
);

try {
  const { run, curves, last } = await ask(`/api/runs/${id}/curves`);
  past.push(curves);
  head(run);
  open(location.hash.slice(1) || "curves");
  const events = new EventSource(`/api/runs/${id}/events?after=${last}`);
  events.addEventListener("update", (event) => {
    const update = JSON.parse(event.data);
    past.push(update.curves);
    head(update.run);
    listeners.forEach((listener) => listener(update));
  });
} catch (e) {
  get("message").textContent = e.message;
  get("message").hidden = false;
}
