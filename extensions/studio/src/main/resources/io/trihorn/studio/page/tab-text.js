import { ask } from "./api.js";
import { el, show } from "./dom.js";

/** The text that a run was started from. */
export async function textTab({ id, panel }) {
  const { run } = await ask(`/api/runs/${id}`);
  show(
    panel,
    run.text
      ? el("pre", { class: "card", style: "overflow: auto" }, run.text)
      : el("p", { class: "quiet" }, "This run was started by a program, not from a text."),
  );
}
