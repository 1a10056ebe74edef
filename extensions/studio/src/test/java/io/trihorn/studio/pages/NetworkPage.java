package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;

/** The page on which networks are typed. */
final class NetworkPage extends Page {
  NetworkPage(Devtools browser) {
    super(browser);
  }

  NetworkPage at(String root) throws IOException {
    open(root + "network", "document.querySelectorAll('#drawing .box').length > 0");
    return this;
  }

  String verdict() throws IOException {
    return text("#verdict");
  }

  /** Types a text instead of what is there. */
  void type(String text) throws IOException {
    fill("text", text);
  }

  void awaitVerdict(String begin) throws IOException {
    await("document.getElementById('verdict').textContent.startsWith('" + begin + "')");
  }

  /** The name of the layer that is marked. */
  String marked() throws IOException {
    return text("#drawing .wrong text");
  }
}
