package io.trihorn.studio.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.studio.StudioServer;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Log;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.Point;
import io.trihorn.studio.store.RunState;
import io.trihorn.studio.store.RunStore;
import io.trihorn.testkit.browser.Chromium;
import io.trihorn.testkit.browser.Devtools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in a browser, by mouse and keyboard. They follow each other, so that one browser and
 * one training serve all: a run is started, looked at, stopped and found again.
 */
@TestMethodOrder(OrderAnnotation.class)
class PagesTest {
  private static final String NAME = "<script>document.title = 'run'</script>";

  @TempDir private static Path folder;
  private static StudioServer server;
  private static Chromium chromium;
  private static Devtools browser;
  private static String root;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    chromium = Chromium.open("about:blank");
    browser = chromium.devtools();
    browser.look(1280, 900, false);
    server = new StudioServer(folder).start();
    root = server.address();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
      server.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  @Order(1)
  void startsARunWhoseCurveMoves() throws IOException {
    NewRunPage form = new NewRunPage(browser).at(root);
    form.fill("name", NAME);
    form.fill("data-count", "300");
    form.fill("hidden", "12");
    form.fill("epochs", "100000");
    form.choose("backend", "onnx");
    browser.click("fill");
    form.await("document.getElementById('text').value.includes('epochs: 100000')");
    form.picture("new");
    RunPage run = form.start();
    run.awaitState("running");
    long points = run.points("loss by steps");
    run.awaitPoints("loss by steps", points + 5);
    run.picture("run-1280");
    assertEquals(NAME, run.text("#name"));
    assertFalse(browser.evaluate("document.title").equals("run"), "a name was run as a script");
    assertTrue(run.fits());
  }

  @Test
  @Order(2)
  void showsWeightsPredictionsAndPoints() throws IOException {
    RunPage run = new RunPage(browser);
    run.await("performance.now() > 0");
    run.awaitPoints("loss by epochs", 1);
    run.tab("weights");
    run.await("document.querySelectorAll('#panel [data-steps]').length === 4");
    run.picture("weights");
    run.choose("histograms", "activation");
    run.await("document.querySelectorAll('#panel [data-steps]').length === 3");
    run.tab("judgement");
    run.await("document.querySelectorAll('#panel .matrix tbody tr').length === 10");
    run.picture("judgement");
    run.tab("embedding");
    run.await("document.getElementById('points').dataset.method === 'pca'");
    run.choose("method", "tsne");
    run.await("document.getElementById('points').dataset.round >= 4");
    run.picture("embedding");
    run.tab("images");
    run.await("document.getElementById('panel').textContent.length > 0");
  }

  @Test
  @Order(3)
  void drawsTheNetworkOfARun() throws IOException {
    RunPage run = new RunPage(browser);
    run.tab("network");
    run.await("document.querySelectorAll('#drawing .box').length === 4");
    run.picture("network-of-run");
    assertTrue(run.text("#drawing").contains("(null, 12)"), run.text("#drawing"));
    assertTrue(run.text("#drawing").contains("9,420"), run.text("#drawing"));
    browser.click("measure");
    run.await("document.querySelectorAll('#drawing .time').length >= 2");
  }

  @Test
  @Order(4)
  void waitsGoesOnAndStops() throws IOException {
    RunPage run = new RunPage(browser);
    run.tab("curves");
    browser.click("pause");
    run.awaitState("paused");
    long points = run.points("loss by steps");
    browser.click("resume");
    run.awaitState("running");
    run.awaitPoints("loss by steps", points);
    // By the keyboard: the arrows go from tab to tab.
    browser.click("tab-curves");
    browser.press("ArrowRight");
    run.await("document.activeElement.id === 'tab-weights'");
    browser.click("stop");
    run.awaitState("stopped");
    assertTrue(run.count("#panel .card") > 0);
    // Taken up again it goes on where it was, and can be stopped once more.
    long last = lastStep();
    // The page may say that it runs before it is read anew, which it is then.
    browser.evaluate("window.old = true");
    browser.click("resume");
    run.await("!window.old && document.getElementById('tab-curves') !== null");
    run.awaitState("running");
    run.await("document.getElementById('resume').hidden");
    run.tab("curves");
    run.awaitPoints("loss by steps", run.points("loss by steps"));
    browser.click("stop");
    run.awaitState("stopped");
    assertTrue(lastStep() > last, "it went on after step " + last);
    assertTrue(Files.exists(folder.resolve("states/1/latest.weights.h5")));
  }

  /** The last step of the first run, whose steps only grow. */
  private static long lastStep() {
    try (RunStore store = RunStore.open(folder)) {
      long[] steps =
          store.curves(1).stream()
              .filter(curve -> curve.axis() == Axis.STEP && curve.name().equals("loss"))
              .findFirst()
              .orElseThrow()
              .x();
      for (int i = 1; i < steps.length; i++) {
        assertTrue(steps[i] > steps[i - 1], steps[i] + " comes after " + steps[i - 1]);
      }
      return steps[steps.length - 1];
    }
  }

  @Test
  @Order(5)
  void findsTheRunAgainAndComparesIt() throws IOException {
    try (RunStore store = RunStore.open(folder)) {
      long other = store.begin(new NewRun("other", List.of("by hand"), null));
      store.add(
          other, new Log(List.of(new Point(Axis.STEP, "loss", 1, 5, 2.5)), List.of(), List.of()));
      store.state(other, RunState.FINISHED, "");
    }
    RunsPage runs = new RunsPage(browser).at(root, 2);
    assertEquals(NAME, runs.text("#rows tr:nth-child(2) a"));
    runs.compare(1);
    runs.compare(2);
    runs.await("document.querySelectorAll('#charts .card').length >= 4");
    String loss = "document.querySelector('[data-chart=\"loss by steps\"]')";
    runs.await(loss + ".textContent.includes('2 other: loss')");
    runs.await(loss + ".textContent.includes('" + NAME.replace("'", "\\'") + ": loss')");
    runs.picture("runs");
    runs.fill("filter", "no such run");
    runs.await("document.querySelectorAll('#rows tr').length === 0");
    runs.fill("filter", "by hand");
    runs.await("document.querySelectorAll('#rows tr').length === 1");
    browser.clickOn("#rows input");
    runs.await("!" + loss + ".textContent.includes('2 other: loss')");
  }

  @Test
  @Order(6)
  void marksTheLayerThatIsWrong() throws IOException {
    NetworkPage page = new NetworkPage(browser).at(root);
    assertTrue(page.verdict().startsWith("It is right: 56,166"), page.verdict());
    browser.clickOn("#drawing .folds");
    page.await("document.querySelectorAll('#drawing .box').length === 8");
    page.picture("network-1280");
    String text = browser.evaluate("document.getElementById('text').value");
    page.type(text.replace("kernel_size: [5, 5]", "kernel_size: [50, 50]"));
    page.awaitVerdict("Line 5, column 7");
    assertTrue(page.verdict().contains("50"), page.verdict());
    assertEquals("first", page.marked());
    page.await("document.querySelectorAll('#drawing .wrong .note').length > 1");
    page.picture("network-wrong");
    page.type(text);
    page.awaitVerdict("It is right");
    assertEquals(0, page.count("#drawing .wrong"));
  }

  @Test
  @Order(7)
  void playsWithPointsOfThePlane() throws IOException {
    PlaygroundPage page = new PlaygroundPage(browser).at(root);
    page.choose("backend", "onnx");
    browser.click("data-GAUSS");
    page.await("document.getElementById('data-GAUSS').getAttribute('aria-pressed') === 'true'");
    page.await("document.getElementById('epoch').textContent === 'epoch 0'");
    double before = page.loss();
    browser.click("step");
    page.awaitEpoch(1);
    browser.click("run");
    page.awaitEpoch(10);
    page.picture("playground-1280");
    assertTrue(page.loss() < before, before + " to " + page.loss());
    assertFalse(page.output(0.9, 0.1).equals(page.output(0.1, 0.9)), "both corners look alike");
    browser.click("add-0");
    page.await("document.querySelectorAll('.layer canvas').length === 7");
    browser.click("more");
    page.await("document.querySelectorAll('.layer').length === 3");
    page.awaitEpoch(2);
    // A run that is paused says no more.
    browser.click("run");
    page.await("document.getElementById('run').textContent === 'Run'");
    assertTrue(page.fits());
  }

  @Test
  @Order(8)
  void fitsASmallScreenAndTheDark() throws IOException {
    browser.look(390, 800, true);
    for (String path : new String[] {"", "run?id=1", "network", "new", "playground"}) {
      Page page = new Page(browser);
      page.open(root + path, "document.querySelector('h1').textContent !== ''");
      page.await("document.documentElement.dataset.theme === 'dark'");
      page.await("document.readyState === 'complete'");
      assertTrue(page.fits(), path);
      assertTrue(page.asked() >= 2, path);
      assertEquals("", page.askedElsewhere(), path);
      page.picture("small-" + path.replaceAll("\\W.*", ""));
    }
    browser.look(1280, 900, false);
  }
}
