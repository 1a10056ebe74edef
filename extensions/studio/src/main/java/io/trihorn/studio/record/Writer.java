package io.trihorn.studio.record;

import io.trihorn.studio.store.Artifact;
import io.trihorn.studio.store.Axis;
import io.trihorn.studio.store.Histogram;
import io.trihorn.studio.store.Log;
import io.trihorn.studio.store.Point;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.StoreException;
import io.trihorn.studio.store.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes what a run gives from a thread of its own, a few times a second, and looks there what is
 * wished of it. As long as the training's thread lives, the run shows that it does.
 */
final class Writer implements AutoCloseable {
  private static final long INTERVAL_MS = 250;

  /** Turns take one part of so many of the time, but are no rarer than every two seconds. */
  private static final int SHARE = 300;

  private static final long RAREST = 2_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final double MB = 1 << 20;

  private final RunStore store;
  private final long run;
  private final Thread training = Thread.currentThread();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "trihorn-studio");
            made.setDaemon(true);
            return made;
          });
  private List<Point> points = new ArrayList<>();
  private List<Histogram> histograms = new ArrayList<>();
  private List<Artifact> artifacts = new ArrayList<>();
  private StoreException problem;
  private long nextTurn = System.nanoTime();
  private long nextMemory = nextTurn;
  private volatile long step;
  private volatile Wish wish = Wish.RUN;

  Writer(RunStore store, long run) {
    this.store = store;
    this.run = run;
    thread.scheduleWithFixedDelay(this::turn, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  long run() {
    return run;
  }

  /** The step that the training is at. */
  void step(long now) {
    step = now;
  }

  synchronized void point(Axis axis, String name, long x, double value) {
    check();
    points.add(new Point(axis, name, x, System.currentTimeMillis(), value));
  }

  synchronized void artifact(Artifact artifact) {
    check();
    artifacts.add(artifact);
  }

  /** Takes a histogram that the writing thread counts. */
  void histogram(Supplier<Histogram> counting) {
    thread.execute(
        () -> {
          Histogram counted = counting.get();
          synchronized (this) {
            histograms.add(counted);
          }
        });
  }

  /** What cannot be written ends the training, with the reason. */
  private void check() {
    if (problem != null) {
      throw problem;
    }
  }

  private void turn() {
    if (!training.isAlive()) {
      thread.shutdown();
      return;
    }
    long now = System.nanoTime();
    if (now - nextTurn < 0) {
      return;
    }
    try {
      // Memory once a second: it is asked of the system. Before a step there is no place for it.
      if (step > 0 && now - nextMemory >= 0) {
        memory();
        nextMemory = now + SECOND;
      }
      flush();
      Wish wished = store.wish(run);
      synchronized (this) {
        wish = wished;
        notifyAll();
      }
      long end = System.nanoTime();
      nextTurn = end + Math.min(RAREST, (end - now) * SHARE);
    } catch (StoreException e) {
      synchronized (this) {
        problem = e;
      }
    }
  }

  private void memory() {
    Runtime runtime = Runtime.getRuntime();
    point(Axis.SYSTEM, "heap", step, (runtime.totalMemory() - runtime.freeMemory()) / MB);
    ResidentMemory.bytes()
        .ifPresent(bytes -> point(Axis.SYSTEM, "process memory", step, bytes / MB));
  }

  /** Writes what there is. */
  void flush() {
    Log log;
    synchronized (this) {
      log = new Log(points, histograms, artifacts);
      points = new ArrayList<>();
      histograms = new ArrayList<>();
      artifacts = new ArrayList<>();
    }
    store.add(run, log);
  }

  /** What is wished of the run. */
  Wish wish() {
    return wish;
  }

  /** Waits until something else is wished. */
  synchronized void awaitOther(Wish than) {
    try {
      while (wish == than) {
        check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      wish = Wish.STOP;
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("run " + run + " is not written after a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (step > 0) {
      memory();
    }
    flush();
  }
}
