package io.trihorn.studio.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a file: what is written is read, by whomever, whatever happens to who wrote it. */
class RunStoreTest {
  @TempDir private Path folder;

  private static Log points(int from, int count) {
    List<Point> points = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      points.add(new Point(Axis.STEP, "loss", i, 1_000L + i, 1.0 / (1 + i)));
    }
    return new Log(points, List.of(), List.of());
  }

  @Test
  void givesBackWhatItWasGiven() {
    try (RunStore store = RunStore.open(folder)) {
      long id = store.begin(new NewRun("first", List.of("b", "a", "b"), "text"));
      store.describe(id, "onnx", 5, 7);
      store.add(id, points(0, 3));
      store.add(
          id,
          new Log(
              List.of(new Point(Axis.EPOCH, "loss", 1, 5, Double.NaN)),
              List.of(new Histogram("weight", "dense/kernel", 100, -1, 2, List.of(3, 0, 4))),
              List.of(
                  new Artifact("filters", "c", 1, "image/png", new byte[] {1}),
                  new Artifact("filters", "c", 9, "image/png", new byte[] {2, 3}))));
      store.state(id, RunState.FAILED, "why");
      Run run = store.run(id).orElseThrow();
      assertEquals(
          List.of("first", List.of("a", "b"), RunState.FAILED, "onnx", 5, 7L, "why", "text"),
          List.of(
              run.name(),
              run.tags(),
              run.state(),
              run.backend(),
              run.epochs(),
              run.steps(),
              run.message(),
              run.text()));
      List<Curve> curves = store.curves(id, 0, 100);
      assertArrayEquals(new long[] {0, 1, 2}, curves.get(0).x());
      assertArrayEquals(new double[] {1, 0.5, 1 / 3.0}, curves.get(0).value());
      assertArrayEquals(new double[] {Double.NaN}, curves.get(1).value());
      store.add(id, points(3, 2));
      List<Curve> later = store.curves(id, curves.get(0).last(), 100);
      assertArrayEquals(new long[] {3, 4}, later.get(0).x());
      assertEquals(
          List.of(new Histogram("weight", "dense/kernel", 100, -1, 2, List.of(3, 0, 4))),
          store.histograms(id, "weight"));
      Artifact newest = store.artifact(id, "filters", "c").orElseThrow();
      assertArrayEquals(new byte[] {2, 3}, newest.body());
      store.delete(id);
      store.add(id, points(9, 1));
      assertEquals(List.of(), store.runs());
      assertEquals(Wish.STOP, store.wish(id));
    }
  }

  @Test
  void thinsCurvesToTheirExtremes() {
    try (RunStore store = RunStore.open(folder)) {
      long id = store.begin(new NewRun("long", List.of(), null));
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        points.add(new Point(Axis.STEP, "loss", i, i, i == 517 ? 100 : i == 732 ? -100 : i % 7));
      }
      store.add(id, new Log(points, List.of(), List.of()));
      Curve curve = store.curves(id, 0, 100).get(0);
      assertTrue(curve.x().length <= 100, "points: " + curve.x().length);
      List<Double> values = new ArrayList<>();
      for (double value : curve.value()) {
        values.add(value);
      }
      assertTrue(values.contains(100.0) && values.contains(-100.0), values.toString());
    }
  }

  @Test
  void seesWhatAnotherConnectionWrote() {
    try (RunStore one = RunStore.open(folder);
        RunStore other = RunStore.open(folder)) {
      long before = one.version();
      long id = other.begin(new NewRun("x", List.of(), null));
      assertNotEquals(before, one.version());
      one.wish(id, Wish.PAUSE);
      assertEquals(Wish.PAUSE, other.wish(id));
    }
  }

  /** Writes points until it is killed; a step that was told is one that was written. */
  public static final class Scribe {
    private Scribe() {}

    /** Writes for ever. */
    public static void main(String[] args) {
      try (RunStore store = RunStore.open(Path.of(args[0]))) {
        long id = store.begin(new NewRun(args[1], List.of(), null));
        for (int i = 0; ; i += 10) {
          store.add(id, points(i, 10));
          System.out.println(i + 10);
        }
      }
    }
  }

  /** Three processes write the same file; all are killed; nothing that they told is lost. */
  @Test
  void survivesThatWritersAreKilled() throws IOException, InterruptedException {
    List<Process> scribes = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      scribes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Scribe.class.getName(),
                  folder.toString(),
                  name)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(name).toFile())
              .start());
    }
    try (RunStore store = RunStore.open(folder)) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!(store.runs().size() == 3
              && store.runs().stream().allMatch(r -> length(store, r) > 100))
          && System.nanoTime() < end) {
        Thread.sleep(20);
      }
    } finally {
      scribes.forEach(Process::destroyForcibly);
      for (Process scribe : scribes) {
        scribe.waitFor();
      }
    }
    try (RunStore store = RunStore.open(folder)) {
      assertEquals(3, store.runs().size());
      for (Run run : store.runs()) {
        List<String> told = Files.readAllLines(folder.resolve(run.name()), StandardCharsets.UTF_8);
        long last = Long.parseLong(told.get(told.size() - 2));
        long[] x = store.curves(run.id(), 0, Integer.MAX_VALUE).get(0).x();
        assertTrue(x.length >= last, run.name() + " told " + last + ", kept " + x.length);
        assertEquals(0, x.length % 10, "a transaction was cut");
        for (int i = 0; i < x.length; i++) {
          assertEquals(i, x[i]);
        }
      }
    }
  }

  private static int length(RunStore store, Run run) {
    return store.curves(run.id(), 0, Integer.MAX_VALUE).stream().mapToInt(c -> c.x().length).sum();
  }
}
