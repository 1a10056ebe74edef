package io.trihorn.cli;

import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.examples.LeNet;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.Folders;
import io.trihorn.studio.Studio;
import io.trihorn.testkit.browser.Chromium;
import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture of the studio for README.md: LeNet that has learned digits drawn by code. */
final class StudioPicture {
  private static final int DIGITS = 4_000;
  private static final int WIDTH = 900;
  private static final int HEIGHT = 610;
  private static final int TRIES = 600;

  private StudioPicture() {}

  /** Trains, opens the page and writes what a browser shows of it. */
  static void write(Path file) throws IOException, InterruptedException {
    Path runs = Files.createTempDirectory("trihorn-studio");
    try (Studio studio = new Studio(runs, 0)) {
      studio.name("LeNet").tags("digits");
      train(studio);
      try (Chromium chromium = Chromium.open("about:blank");
          Devtools browser = chromium.devtools()) {
        browser.look(WIDTH, HEIGHT, false);
        browser.open(studio.address() + "run?id=1");
        await(browser);
        Files.write(file, browser.screenshot());
      }
    } finally {
      Folders.delete(runs);
    }
  }

  private static void train(Studio studio) {
    try (Sequential lenet = LeNet.model(0)) {
      lenet.compile(adam(5e-3), "sparse_categorical_crossentropy", "accuracy");
      lenet.fit(
          DrawnDigits.draw(DIGITS, 1).dataset(),
          epochs(6)
              .batchSize(32)
              .validation(DrawnDigits.draw(DIGITS / 8, 2).dataset())
              .verbose(false)
              .callbacks(studio));
    }
  }

  /** Until the plots are drawn. */
  private static void await(Devtools browser) throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      if (browser
          .evaluate("document.querySelectorAll('[data-points] canvas').length > 5")
          .equals("true")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException("the browser does not show the run");
  }
}
