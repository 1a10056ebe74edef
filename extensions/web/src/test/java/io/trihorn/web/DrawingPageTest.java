package io.trihorn.web;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.browser.Chromium;
import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page learns, in a browser, what a mouse draws in it. */
class DrawingPageTest {
  private static final int SECONDS = 60;
  private static final int EXAMPLES = 3;

  /** Digits as lines: a zero, a one and a seven. */
  private static final Map<Integer, double[][]> DIGITS =
      Map.of(
          0, circle(),
          1, new double[][] {{.5, .15}, {.5, .35}, {.5, .55}, {.5, .85}},
          7, new double[][] {{.25, .2}, {.5, .2}, {.75, .2}, {.6, .5}, {.45, .85}});

  @TempDir private Path folder;

  private final Random random = new Random(3);

  private static double[][] circle() {
    double[][] points = new double[17][];
    for (int i = 0; i < points.length; i++) {
      double angle = 2 * Math.PI * i / (points.length - 1);
      points[i] = new double[] {.5 + .22 * Math.sin(angle), .5 - .33 * Math.cos(angle)};
    }
    return points;
  }

  /** The points of a digit as another hand would set them. */
  private double[][] drawn(int digit) {
    double[][] points = DIGITS.get(digit);
    double[][] moved = new double[points.length][];
    double slant = 0.1 * random.nextGaussian();
    for (int i = 0; i < points.length; i++) {
      double x = points[i][0] + slant * (points[i][1] - .5) + .015 * random.nextGaussian();
      moved[i] = new double[] {x, points[i][1] + .015 * random.nextGaussian()};
    }
    return moved;
  }

  @Test
  void learnsWhatTheMouseDraws() throws Exception {
    Path packages = Npm.folder();
    try (Sequential model =
        new Sequential(
            input(28, 28, 1),
            conv2d(6, 5).activation("relu"),
            maxPooling2d(2),
            conv2d(12, 5).activation("relu"),
            maxPooling2d(2),
            flatten(),
            dense(10, "softmax"))) {
      model.seed(1);
      model.on("onnx");
      model.compile(Optimizers.adam(2e-3), "sparse_categorical_crossentropy");
      DrawingPage.write(
          model, folder, packages.resolve("node_modules/onnxruntime-web"), (f, n, t) -> {});
    }
    try (Site site = new Site(folder, Map.of());
        Chromium browser = Chromium.open(site.address() + "/index.html");
        Devtools page = browser.devtools()) {
      await(page, site, "ready");
      for (int digit : DIGITS.keySet()) {
        for (int i = 0; i < EXAMPLES; i++) {
          page.draw("pad", drawn(digit));
          page.click("label" + digit);
        }
      }
      assertEquals(DIGITS.size() * EXAMPLES + " drawings", page.evaluate(text("status")));
      page.click("learn");
      await(page, site, "learned from " + DIGITS.size() * EXAMPLES + " drawings");
      for (int digit : DIGITS.keySet()) {
        page.draw("pad", drawn(digit));
        String answer = answer(page);
        assertTrue(answer.startsWith(digit + " ("), "drawn " + digit + ", answered " + answer);
        page.click("clear");
      }
      assertEquals(List.of(), site.missing());
    }
  }

  private static String text(String id) {
    return "document.getElementById('" + id + "').textContent";
  }

  /** What the model says to a drawing, once it has looked at it. */
  private static String answer(Devtools page) throws IOException, InterruptedException {
    Thread.sleep(500);
    return page.evaluate(text("answer"));
  }

  private static void await(Devtools page, Site site, String status)
      throws IOException, InterruptedException {
    String said = "";
    for (int i = 0; i < SECONDS * 10; i++) {
      said = page.evaluate(text("status"));
      if (said.startsWith(status)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(
        "expected '" + status + "', but it says '" + said + "'; missing: " + site.missing());
  }

  @Test
  void saysWhichModelsItTakes() {
    try (Sequential model = new Sequential(input(5), dense(2))) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> DrawingPage.write(model, folder, null, (f, n, t) -> {}))
              .getMessage();
      assertTrue(message.contains("from images (batch, height, width, 1)"), message);
    }
  }

  @Test
  void saysWhatThePackageLacks() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    String message =
        assertThrows(IOException.class, () -> RuntimePackage.copyTo(folder, other, (f, n, t) -> {}))
            .getMessage();
    assertTrue(message.contains("the folder of the npm package onnxruntime-web"), message);
  }
}
