package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;

/** The page of one run. */
final class RunPage extends Page {
  RunPage(Devtools browser) {
    super(browser);
  }

  RunPage at(String root, long id, String tab) throws IOException {
    browser.open("about:blank");
    open(
        root + "run?id=" + id + "#" + tab,
        "document.querySelector('[role=tab][aria-selected=true]') !== null");
    return this;
  }

  void tab(String name) throws IOException {
    browser.click("tab-" + name);
  }

  void awaitState(String state) throws IOException {
    await("document.getElementById('state').textContent === '" + state + "'");
  }

  /** How many points a plot has. */
  long points(String chart) throws IOException {
    String card = "[data-chart=\"" + chart + "\"]";
    await("document.querySelector('" + card + "')?.dataset.points > 0");
    return Long.parseLong(
        browser.evaluate("document.querySelector('" + card + "').dataset.points"));
  }

  void awaitPoints(String chart, long more) throws IOException {
    await("document.querySelector('[data-chart=\"" + chart + "\"]').dataset.points > " + more);
  }
}
