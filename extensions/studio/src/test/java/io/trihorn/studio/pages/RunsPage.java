package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;

/** The page of all runs. */
final class RunsPage extends Page {
  RunsPage(Devtools browser) {
    super(browser);
  }

  RunsPage at(String root, long runs) throws IOException {
    open(root, "document.querySelectorAll('#rows tr').length === " + runs);
    return this;
  }

  void compare(int row) throws IOException {
    browser.clickOn("#rows tr:nth-child(" + row + ") input");
  }
}
