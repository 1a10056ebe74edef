package io.trihorn.testkit.soak;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.SGD;
import io.trihorn.saving.Saving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many threads predict with one model while others train it, save it, set its weights, and build,
 * close and drop models of their own. Every answer and every file is held to what may be in force.
 */
public final class LoadSoak {
  private static final int MOST_PROBLEMS = 20;

  private final String backend;
  private final Path folder;
  private final Duration duration;
  private volatile long end;
  private final Sequential model;
  private final Versions versions;
  private final AtomicLong predictions = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong saves = new AtomicLong();
  private final AtomicLong built = new AtomicLong();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  /**
   * What happened.
   *
   * @param saves files that were written and read again
   * @param built models that were built, used, and closed during a run or dropped
   * @param problems what was wrong, the first few
   */
  public record Result(
      String backend, long predictions, long steps, long saves, long built, List<String> problems) {
    @Override
    public String toString() {
      return "%s: %d predictions, %d steps, %d saves, %d models built: %d problems"
          .formatted(backend, predictions, steps, saves, built, problems.size());
    }
  }

  private interface Work {
    void round() throws Exception;
  }

  private LoadSoak(String backend, Duration duration, Path folder) {
    this.backend = backend;
    this.folder = folder;
    this.duration = duration;
    this.model = network(backend, 1);
    this.versions = new Versions(random(new Random(2), Versions.INPUTS));
  }

  /**
   * Runs.
   *
   * @param threads that predict
   * @param folder where files are saved
   */
  public static Result run(String backend, int threads, Duration duration, Path folder)
      throws Exception {
    return new LoadSoak(backend, duration, folder).run(threads);
  }

  /** The network that {@link Versions} computes. */
  static Sequential network(String backend, long seed) {
    Sequential network =
        new Sequential(
            input(Versions.INPUTS), dense(Versions.HIDDEN, "tanh"), dense(Versions.OUTPUTS));
    network.seed(seed);
    network.on(backend);
    // Steps so large that each is told from the next, without end, since targets are drawn anew.
    network.compile(new SGD(0.05).momentum(0.5), "mean_squared_error");
    return network;
  }

  static TensorData random(Random random, int width) {
    float[] values = new float[Versions.ROWS * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorData.of(values, Versions.ROWS, width);
  }

  private Result run(int threads) throws Exception {
    // What is only done once takes longer than all that follows in a short run.
    model.trainOnBatch(versions.rows(), random(new Random(6), Versions.OUTPUTS));
    model.predictOnBatch(versions.rows());
    versions.publish(model.weightValues());
    end = System.nanoTime() + duration.toNanos();
    List<Future<?>> running = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads + 3);
    try (model) {
      Random targets = new Random(3);
      running.add(pool.submit(() -> repeat("training", () -> train(targets))));
      running.add(pool.submit(() -> repeat("saving", this::save)));
      running.add(pool.submit(() -> repeat("building", this::build)));
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(() -> repeat("predicting", this::predict)));
      }
      for (Future<?> work : running) {
        work.get();
      }
    } finally {
      pool.shutdownNow();
    }
    return new Result(
        backend, predictions.get(), steps.get(), saves.get(), built.get(), List.copyOf(problems));
  }

  private void repeat(String what, Work work) {
    try {
      while (System.nanoTime() < end && problems.size() < MOST_PROBLEMS) {
        work.round();
      }
    } catch (Exception | Error e) {
      // Whatever it is, it is what is looked for, and the others go on.
      problems.add(what + ": " + e);
    } finally {
      if (what.equals("training")) {
        versions.end();
      }
    }
  }

  private void require(boolean right, String problem) {
    if (!right) {
      problems.add(problem);
    }
  }

  /** Now and then weights are set, of which others see all or none. */
  private void train(Random targets) throws InterruptedException {
    if (steps.incrementAndGet() % 50 == 0) {
      List<TensorData> other = new ArrayList<>();
      for (TensorData value : model.weightValues()) {
        TensorData changed = value.copy();
        for (long i = 0; i < changed.size(); i++) {
          changed.setDouble(i, 0.5 * targets.nextGaussian());
        }
        other.add(changed);
      }
      model.setWeights(other);
    } else {
      model.trainOnBatch(versions.rows(), random(targets, Versions.OUTPUTS));
    }
    versions.publish(model.weightValues());
    Thread.sleep(1);
  }

  private void predict() throws InterruptedException {
    long since = versions.newest();
    TensorData answer = model.predictOnBatch(versions.rows()).get(0);
    require(versions.isRight(answer, since), "a prediction is of no step that was in force");
    predictions.incrementAndGet();
  }

  private void save() throws Exception {
    Path file = folder.resolve("soak.keras");
    long since = versions.newest();
    Saving.saveModel(model, file);
    try (Model loaded = Saving.loadModel(file)) {
      loaded.on("reference");
      TensorData answer = loaded.predictOnBatch(versions.rows()).get(0);
      require(versions.isRight(answer, since), "a file holds no step that was in force");
    }
    Files.delete(file);
    saves.incrementAndGet();
  }

  /** A model that is closed while it predicts, and one that is dropped. */
  private void build() throws Exception {
    Sequential own = network(backend, built.incrementAndGet());
    own.trainOnBatch(versions.rows(), random(new Random(4), Versions.OUTPUTS));
    List<TensorData> weights = own.weightValues();
    Thread user = new Thread(() -> useUntilClosed(own, weights), "soak-user");
    user.start();
    Thread.sleep(built.get() % 5);
    own.close();
    user.join();
    network(backend, built.get())
        .trainOnBatch(versions.rows(), random(new Random(5), Versions.OUTPUTS));
  }

  private void useUntilClosed(Model own, List<TensorData> weights) {
    try {
      while (true) {
        TensorData answer = own.predictOnBatch(versions.rows()).get(0);
        require(versions.isRight(answer, weights), "a model that is being closed answers wrongly");
      }
    } catch (ModelException e) {
      require(e.getMessage().contains("was closed"), "a closed model says: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      problems.add("a closed model ends in " + e);
    }
  }
}
