package io.trihorn.testkit.soak;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;

/**
 * Something that is done over and over, and after which a process should hold as much memory as
 * before.
 */
public enum MemoryScenario {
  /** Models of 3.2 million parameters that are closed; the collector is not asked to help. */
  CLOSED(3, 20, 80) {
    @Override
    Object prepare(String backend) {
      return null;
    }

    @Override
    void round(String backend, Object kept) {
      try (Sequential model = trained(backend, 1024, dense(2048, "relu"), dense(512), head())) {
        model.predict(rows(1024));
      }
    }
  },

  /** Small models that nobody closes. */
  DROPPED(20, 150, 60) {
    @Override
    Object prepare(String backend) {
      return null;
    }

    @Override
    void round(String backend, Object kept) {
      trained(backend, 64, dense(48, "relu"), head());
      collectSometimes();
    }
  },

  /** Small models that nobody closes, on a base that all of them share. */
  SHARED(20, 120, 90) {
    @Override
    Object prepare(String backend) {
      Sequential base = new Sequential(input(64), dense(48, "relu"));
      base.assignName("base");
      base.on(backend);
      base.predict(rows(64));
      return base;
    }

    @Override
    void round(String backend, Object kept) {
      trained(backend, 64, (Sequential) kept, head());
      collectSometimes();
    }
  },

  /** One model that is compiled again with another optimizer, and trained. */
  COMPILED_AGAIN(2, 10, 60) {
    @Override
    Object prepare(String backend) {
      return new Sequential(input(1500), dense(1500), head()).on(backend);
    }

    @Override
    void round(String backend, Object kept) {
      fit((Model) kept, 1500);
    }
  },

  /** The same with 16 million parameters, of which an optimizer keeps 128 MB. */
  LARGE_COMPILED_AGAIN(2, 10, 100) {
    @Override
    Object prepare(String backend) {
      return new Sequential(input(4000), dense(4000), head()).on(backend);
    }

    @Override
    void round(String backend, Object kept) {
      fit((Model) kept, 4000);
    }
  };

  private static final int ROWS = 8;
  private static final int COLLECT_AFTER = 10;

  private final int warmUp;
  private final int rounds;
  private final int mostMegabytes;
  private int done;

  MemoryScenario(int warmUp, int rounds, int mostMegabytes) {
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.mostMegabytes = mostMegabytes;
  }

  /** Rounds until everything is loaded and compiled that is only once. */
  public int warmUp() {
    return warmUp;
  }

  /** Rounds over which memory is looked at. */
  public int rounds() {
    return rounds;
  }

  /**
   * What the process may hold more after the rounds: far less than all of them take together, and
   * as much as what is dropped may take until it is looked for.
   */
  public int mostMegabytes() {
    return mostMegabytes;
  }

  /** Whether the collector has to find what the rounds leave. */
  public boolean isCollected() {
    return this == DROPPED || this == SHARED;
  }

  /** What all rounds have in common. */
  abstract Object prepare(String backend);

  /** Does it once. */
  abstract void round(String backend, Object kept);

  /** The last layer of a model. */
  private static Layer head() {
    return dense(10, "softmax");
  }

  private static TensorData rows(int width) {
    return TensorData.of(new float[ROWS * width], ROWS, width);
  }

  private static Sequential trained(String backend, int width, Layer... layers) {
    Layer[] all = new Layer[layers.length + 1];
    all[0] = input(width);
    System.arraycopy(layers, 0, all, 1, layers.length);
    Sequential model = new Sequential(all);
    model.on(backend);
    fit(model, width);
    return model;
  }

  private static void fit(Model model, int width) {
    model.compile(Optimizers.adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
    model.fit(rows(width), TensorData.of(new int[ROWS], ROWS), FitOptions.epochs(1).verbose(0));
  }

  /** What is dropped goes when the collector runs, which a small heap would make it do. */
  void collectSometimes() {
    done++;
    if (done % COLLECT_AFTER == 0) {
      System.gc();
    }
  }
}
