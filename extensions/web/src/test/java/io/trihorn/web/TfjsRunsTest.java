package io.trihorn.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trihorn.testkit.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * TensorFlow.js itself runs and trains the exported models, under Node and in a browser, and what
 * it saves is loaded.
 */
class TfjsRunsTest {
  private static final int SECONDS = 120;

  @TempDir private static Path directory;

  @TestFactory
  Stream<DynamicTest> underNode() throws IOException, InterruptedException {
    Path packages = Npm.folder();
    TfjsRun run = new TfjsRun(Files.createDirectories(directory.resolve("node")), WebModels.all());
    try (Site site = new Site(directory.resolve("node"), Map.of())) {
      Process node = Npm.node(packages, "node.js", site.address());
      try {
        assertTrue(
            node.waitFor(SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + log(packages));
        assertEquals(0, node.exitValue(), () -> log(packages));
      } finally {
        node.destroyForcibly();
      }
      return each(run, site.sent());
    }
  }

  /** On the processor, as shaders compute in fewer bits. */
  @TestFactory
  Stream<DynamicTest> inChromium() throws IOException, InterruptedException {
    Path packages = Npm.folder();
    Path folder = Files.createDirectories(directory.resolve("chromium"));
    TfjsRun run = new TfjsRun(folder, WebModels.all());
    Map<String, Path> others = Map.of("npm", packages.resolve("node_modules"), "js", packages);
    try (Site site = new Site(folder, others);
        Chromium browser = Chromium.open(site.address() + "/js/page.html")) {
      assertTrue(site.await(SECONDS), () -> "it does not end; missing: " + site.missing());
      assertEquals(List.of(), site.missing());
      String said = new String(site.sent().get("/done"));
      assertTrue(said.startsWith("cpu of "), said);
      assertTrue(browser.isAlive());
      return each(run, site.sent());
    }
  }

  private static Stream<DynamicTest> each(TfjsRun run, Map<String, byte[]> sent) {
    return WebModels.all().stream()
        .map(example -> dynamicTest(example.name(), () -> run.check(example.name(), sent)));
  }

  private static String log(Path packages) {
    try {
      return Files.readString(packages.resolve("node.log"));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }
}
