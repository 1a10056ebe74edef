package io.trihorn.testkit.conformance;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A model of two layers that are the same after every step, and differ where values of two steps
 * are mixed.
 */
public final class Twins {
  private static final int WIDTH = 400;

  /** Work that may fail. */
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  private Twins() {}

  /** The model, with two outputs. */
  public static Model on(String backend) {
    KerasTensor x = Layers.inputTensor(WIDTH);
    Model model =
        new Model(List.of(x), List.of(Layers.dense(WIDTH).apply(x), Layers.dense(WIDTH).apply(x)))
            .on(backend)
            .seed(3);
    List<TensorData> values = model.weightValues();
    model.setWeights(List.of(values.get(0), values.get(1), values.get(0), values.get(1)));
    model.compile(Optimizers.sgd(0.01), "mse");
    return model;
  }

  /** Does something while somebody trains the model. */
  public static void whileTraining(Model model, Work work) throws Exception {
    float[] ones = new float[2 * WIDTH];
    Arrays.fill(ones, 1);
    TensorData x = TensorData.of(ones, 2, WIDTH);
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    model.trainOnBatch(x, List.of(x, x));
    Thread trainer =
        new Thread(
            () -> {
              while (!over.get()) {
                model.trainOnBatch(x, List.of(x, x));
              }
            });
    trainer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    trainer.start();
    try {
      work.run();
    } finally {
      over.set(true);
      trainer.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("training failed", failure.get());
    }
  }

  /** An input for which both outputs must be equal. */
  public static TensorData input() {
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) Math.sin(i);
    }
    return TensorData.of(values, 1, WIDTH);
  }
}
