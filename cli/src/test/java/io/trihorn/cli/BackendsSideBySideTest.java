package io.trihorn.cli;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.examples.LeNet;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only shows with all three engines in one process. */
class BackendsSideBySideTest {
  private static final List<String> ENGINES = List.of("dl4j", "tensorflow", "onnx");
  private static final Dataset DIGITS = DrawnDigits.draw(640, 5).dataset();
  private static final Dataset BATCH = DIGITS.take(64);

  private static Sequential lenet(String backend, double dropout) {
    Sequential model = LeNet.model(dropout);
    model.seed(11);
    model.on(backend);
    model.compile(adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
    return model;
  }

  private static List<Double> losses(Model model, int steps) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      model.resetMetrics();
      losses.add(model.trainOnBatch(DIGITS.skip(i % 10 * 64).take(64)).get("loss"));
    }
    return losses;
  }

  @Test
  void initialWeightsAreTheSameBits() {
    try (Sequential first = lenet("dl4j", 0)) {
      for (String other : List.of("tensorflow", "onnx")) {
        try (Sequential second = lenet(other, 0)) {
          second.predictOnBatch(BATCH.toBatch().inputs().get(0));
          first.predictOnBatch(BATCH.toBatch().inputs().get(0));
          assertEquals(first.weightValues(), second.weightValues(), other);
        }
      }
    }
  }

  /** The losses of twenty steps on each engine. */
  private static void assertAlike(List<List<Double>> all) {
    for (int step = 0; step < 20; step++) {
      double expected = all.get(0).get(step);
      for (int i = 1; i < ENGINES.size(); i++) {
        assertEquals(
            expected, all.get(i).get(step), 1e-4 * expected, ENGINES.get(i) + " step " + step);
      }
    }
  }

  @Test
  void lossesAgreeStepByStepWithDropout() {
    List<List<Double>> all = new ArrayList<>();
    for (String engine : ENGINES) {
      try (Sequential model = lenet(engine, 0.5)) {
        all.add(losses(model, 20));
      }
    }
    assertAlike(all);
  }

  /** Convolutions, a recurrent layer over their rows and a branch beside them, with two outputs. */
  private static Model hybrid(String backend) {
    KerasTensor image = inputTensor(28, 28, 1);
    KerasTensor maps = maxPooling2d(2).apply(conv2d(4, 3).activation("relu").apply(image));
    KerasTensor rows = lstm(8).apply(reshape(13, 52).apply(maps));
    KerasTensor both = concatenate().apply(rows, dense(4, "tanh").apply(flatten().apply(image)));
    Model model = new Model(image, dense(10, "softmax").apply(both));
    model.seed(11);
    model.on(backend);
    model.compile(adam(1e-2), "sparse_categorical_crossentropy");
    return model;
  }

  @Test
  void convolutionsAndRecurrenceTrainTogetherAlike() {
    List<List<Double>> all = new ArrayList<>();
    for (String engine : ENGINES) {
      try (Model model = hybrid(engine)) {
        all.add(losses(model, 20));
      }
    }
    assertAlike(all);
    assertTrue(all.get(0).get(19) < 0.95 * all.get(0).get(0), all.get(0).toString());
  }

  @Test
  void trainingGoesOnWhereItStoppedOnAnotherBackend() {
    try (Sequential straight = lenet("tensorflow", 0.5);
        Sequential travelling = lenet("dl4j", 0.5)) {
      List<Double> expected = losses(straight, 12);
      List<Double> got = new ArrayList<>(losses(travelling, 4));
      for (String next : List.of("onnx", "tensorflow")) {
        travelling.on(next);
        got.addAll(losses(travelling, 4));
      }
      // The losses helper begins its data anew for each leg.
      List<Double> legs = new ArrayList<>();
      try (Sequential again = lenet("tensorflow", 0.5)) {
        for (int leg = 0; leg < 3; leg++) {
          legs.addAll(losses(again, 4));
        }
      }
      assertEquals(expected.subList(0, 4), legs.subList(0, 4));
      for (int i = 0; i < got.size(); i++) {
        assertEquals(legs.get(i), got.get(i), 1e-4 * legs.get(i), "step " + i);
      }
      for (int i = 0; i < travelling.optimizerValues().size(); i++) {
        TensorData slot = travelling.optimizerValues().get(i);
        assertEquals(slot.type(), straight.optimizerValues().get(i).type());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void manyThreadsPredictOnOneModel(String engine) throws Exception {
    try (Sequential model = lenet(engine, 0.5)) {
      TensorData images = DIGITS.take(32).toBatch().inputs().get(0);
      float[] expected = model.predictOnBatch(images).get(0).toFloatArray();
      ExecutorService threads = Executors.newFixedThreadPool(6);
      try {
        List<Future<float[]>> results = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
          results.add(threads.submit(() -> model.predictOnBatch(images).get(0).toFloatArray()));
        }
        for (Future<float[]> result : results) {
          assertArrayEquals(expected, result.get(), 1e-6f);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void twoModelsTrainOnTwoBackendsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Double>> results = new ArrayList<>();
      for (String engine : ENGINES) {
        results.add(
            threads.submit(
                () -> {
                  try (Sequential model = lenet(engine, 0)) {
                    return model
                        .fit(DIGITS, FitOptions.epochs(2).batchSize(64).verbose(false))
                        .last("loss");
                  }
                }));
      }
      double first = results.get(0).get();
      assertTrue(first < 2.4, "loss " + first);
      for (Future<Double> result : results) {
        assertEquals(first, result.get(), 1e-4 * first);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
