package io.trihorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.trihorn.applications.Applications;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.goldens.FormulaValues;

/**
 * An architecture on a backend: predicted with, and trained for a step.
 *
 * @param size the height and width of its images
 * @param parameters of the model with its own top, of 1000 classes
 * @param error the largest difference of a probability from Keras's, as a part of Keras's; NaN
 *     where Keras's are not known
 * @param compileSeconds to the first prediction, compilation with it
 * @param predictMilliseconds the least time of a later prediction of one image
 * @param stepMilliseconds the least time of a step of training on one image, after the first
 * @param loss of the last step
 */
record ApplicationTrial(
    long size,
    long parameters,
    double error,
    double compileSeconds,
    double predictMilliseconds,
    double stepMilliseconds,
    double loss) {
  private static final ZooModels ZOO = new ZooModels();
  private static final long SIZE = 64;

  private static final int CLASSES = 10;

  // Small, as normalization of a single image makes losses steep.
  private static final double LEARNING_RATE = 1e-4;

  /** Whether the loss is a number, and the probabilities, where known, are within the tolerance. */
  boolean holds(double tolerance) {
    return Double.isFinite(loss) && !(error > tolerance);
  }

  /**
   * Tries an architecture with 10 classes and an image by formula: predicts with weights by
   * formula, and trains with weights as initialized.
   *
   * @param probe what Keras makes of them; null where that is not known
   * @param runs how often a step is timed, and ten times as often a prediction: those get quicker
   *     once weights have stayed as they are for a while
   */
  static ApplicationTrial of(String name, String backend, JsonObject probe, int runs) {
    long size =
        probe == null
            ? Math.max(SIZE, Applications.named(name).smallestSize())
            : probe.get("input_size").getAsLong();
    int classes = probe == null ? CLASSES : probe.get("classes").getAsInt();
    TensorData image = ZOO.preprocess(name, FormulaValues.image(size));
    long parameters;
    try (Model standard = ZOO.standard(name, true)) {
      parameters =
          standard.weights().stream().mapToLong(weight -> weight.type().shape().size()).sum();
    }
    double compileSeconds;
    double error;
    double predict;
    try (Model model = ZOO.sized(name, size, classes)) {
      model.on(backend);
      model.setVariableValues(model.weights(), FormulaValues.weights(model));
      long start = System.nanoTime();
      TensorData made = model.predictOnBatch(image).get(0);
      compileSeconds = (System.nanoTime() - start) / 1e9;
      error = probe == null ? Double.NaN : error(made, probe.getAsJsonArray("probabilities"));
      predict = least(10 * runs, () -> model.predictOnBatch(image));
    }
    // Not with the weights by formula: normalizing one image's few equal features makes gradients
    // infinite in the deepest networks, on every engine.
    try (Model model = ZOO.sized(name, size, classes)) {
      model.seed(1).on(backend);
      model.compile(Optimizers.sgd(LEARNING_RATE), "sparse_categorical_crossentropy");
      int[] label = {classes / 2};
      double[] loss = {model.trainOnBatch(image, label).get("loss")};
      double step = least(runs, () -> loss[0] = model.trainOnBatch(image, label).get("loss"));
      return new ApplicationTrial(size, parameters, error, compileSeconds, predict, step, loss[0]);
    }
  }

  private static double least(int runs, Runnable action) {
    double least = Double.POSITIVE_INFINITY;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      action.run();
      least = Math.min(least, (System.nanoTime() - start) / 1e6);
    }
    return least;
  }

  private static double error(TensorData made, JsonArray expected) {
    if (made.size() != expected.size()) {
      throw new IllegalStateException(
          "expected %d probabilities, but got %d".formatted(expected.size(), made.size()));
    }
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.get(i).getAsDouble();
      double off = Math.abs(made.getDouble(i) - wanted);
      // Not a number is as far off as can be; NaN itself says that nothing is known.
      largest = Math.max(largest, Double.isNaN(off) ? Double.POSITIVE_INFINITY : off / wanted);
    }
    return largest;
  }
}
