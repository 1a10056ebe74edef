import { send } from "./api.js";
import { show } from "./dom.js";
import { NetworkView } from "./network-view.js";

/** A text of a network that is checked while it is typed, and drawn as far as it can be. */

const PAUSE_MS = 250;

export class Checked {
  /**
   * @param text the text area
   * @param verdict where it is said what is wrong
   * @param place where the network is drawn; null for nowhere
   */
  constructor(text, verdict, place) {
    this.text = text;
    this.verdict = verdict;
    this.view = place ? new NetworkView(place, () => this.check()) : null;
    this.turn = 0;
    text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.check(), PAUSE_MS);
    });
  }

  async check() {
    const turn = ++this.turn;
    const answer = await send("/api/network", { text: this.text.value, open: [...(this.view?.open ?? [])] });
    if (turn !== this.turn) {
      return;
    }
    const { error, drawing, parameters } = answer;
    this.verdict.className = error ? "error" : "good";
    show(
      this.verdict,
      error ? `Line ${error.line}, column ${error.column}: ${error.message}` : `It is right: ${parameters.toLocaleString()} parameters.`,
    );
    this.text.setAttribute("aria-invalid", Boolean(error));
    if (this.view && drawing) {
      this.view.draw(drawing);
    }
  }
}
