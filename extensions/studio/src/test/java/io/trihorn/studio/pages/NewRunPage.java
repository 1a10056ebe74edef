package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;

/** The page on which runs begin. */
final class NewRunPage extends Page {
  NewRunPage(Devtools browser) {
    super(browser);
  }

  NewRunPage at(String root) throws IOException {
    open(root + "new", "document.getElementById('verdict').textContent.startsWith('It is right')");
    return this;
  }

  /** Starts, and gives the run's page. */
  RunPage start() throws IOException {
    browser.click("go");
    await("location.pathname === '/run' && document.getElementById('state').textContent !== ''");
    return new RunPage(browser);
  }
}
