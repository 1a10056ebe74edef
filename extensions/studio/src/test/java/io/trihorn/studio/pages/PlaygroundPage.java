package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;

/** The page of the playground. */
final class PlaygroundPage extends Page {
  PlaygroundPage(Devtools browser) {
    super(browser);
  }

  PlaygroundPage at(String root) throws IOException {
    open(root + "playground", "document.getElementById('surface').dataset.epoch === '0'");
    return this;
  }

  void awaitEpoch(int least) throws IOException {
    await("Number(document.getElementById('surface').dataset.epoch) >= " + least);
  }

  double loss() throws IOException {
    return Double.parseDouble(browser.evaluate("document.getElementById('losses').dataset.train"));
  }

  /** The color of a pixel of the output, by its part of the width and height. */
  String output(double x, double y) throws IOException {
    return browser.evaluate(
        ("document.getElementById('surface').getContext('2d')"
                + ".getImageData(%s * 300, %s * 300, 1, 1).data.join()")
            .formatted(x, y));
  }
}
