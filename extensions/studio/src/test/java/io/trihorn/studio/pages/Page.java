package io.trihorn.studio.pages;

import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the studio, as somebody sees it who has a mouse and a keyboard. */
class Page {
  private static final int SECONDS = 60;

  /** Where pictures of pages go, to be looked at; nowhere unless that is asked for. */
  private static final String PICTURES = System.getProperty("trihorn.studio.pictures");

  final Devtools browser;

  Page(Devtools browser) {
    this.browser = browser;
  }

  /** Opens an address and waits until the page's script has run. */
  void open(String address, String ready) throws IOException {
    browser.open(address);
    await(ready);
  }

  /** Waits until a script says true. */
  void await(String script) throws IOException {
    String said = "";
    for (int i = 0; i < SECONDS * 20; i++) {
      said = browser.evaluate("(() => { try { return " + script + " } catch (e) { return e } })()");
      if (said.equals("true")) {
        return;
      }
      pause();
    }
    throw new AssertionError(
        "expected "
            + script
            + ", but it says "
            + said
            + ": "
            + browser.evaluate("document.body.innerText"));
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String text(String selector) throws IOException {
    return browser.evaluate("document.querySelector('" + selector + "').textContent");
  }

  long count(String selector) throws IOException {
    return Long.parseLong(browser.evaluate("document.querySelectorAll('" + selector + "').length"));
  }

  /** Sets a field as somebody would who chooses all that is in it and types. */
  void fill(String id, String value) throws IOException {
    browser.click(id);
    browser.evaluate("document.getElementById('" + id + "').select()");
    browser.type(value);
  }

  /** Chooses from a list. */
  void choose(String id, String value) throws IOException {
    browser.evaluate(
        "(() => { const s = document.getElementById('%s'); s.value = '%s'; s.dispatchEvent(new Event('change', {bubbles: true})); return s.value })()"
            .formatted(id, value));
  }

  /** Whether the page is no wider than the window. */
  boolean fits() throws IOException {
    return browser
        .evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        .equals("true");
  }

  /** What the page asked of others than the server, addresses one after another. */
  String askedElsewhere() throws IOException {
    return browser.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name)"
            + ".filter(name => new URL(name).origin !== location.origin).join(' ')");
  }

  /** What the page asked of the server, style and scripts included. */
  long asked() throws IOException {
    return Long.parseLong(browser.evaluate("performance.getEntriesByType('resource').length"));
  }

  /** A picture to be looked at, where that is asked for. */
  void picture(String name) throws IOException {
    if (PICTURES != null) {
      Files.write(
          Files.createDirectories(Path.of(PICTURES)).resolve(name + ".png"), browser.screenshot());
    }
  }
}
