package io.trihorn.model;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.Buckets;
import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.activations.Softmax;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.normalization.UnitNormalization;
import io.trihorn.optimizers.Optimizers;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions are the caller's alone. */
class PredictionsTest {
  @Test
  void whatIsForgottenGoes() throws InterruptedException {
    List<WeakReference<NDArray>> predictions = new ArrayList<>();
    try (Model model = new Sequential(input(3), dense(2)).on("reference")) {
      for (int i = 0; i < 20; i++) {
        predictions.add(new WeakReference<>(model.predict(new float[40 * (i % 2) + 1][3])));
      }
      predictions.addAll(model.getWeights().stream().map(WeakReference::new).toList());
      long kept = predictions.size();
      for (int i = 0; i < 50 && kept > 0; i++) {
        System.gc();
        Thread.sleep(20);
        kept = predictions.stream().filter(p -> p.get() != null).count();
      }
      assertEquals(0, kept);
    }
  }

  private static final int[] LENGTHS = {3, 7, 1, 5, 2, 9, 4, 4, 6, 1, 8};

  private static List<Sample> sequences() {
    Random random = new Random(4);
    return Arrays.stream(LENGTHS)
        .mapToObj(n -> Sample.of(random.ints(n, 1, 20).toArray(), new float[] {n % 3}))
        .toList();
  }

  private static final Buckets BUCKETS = Buckets.of(new int[] {3, 6, 10}, 2).padToBoundary();

  /** A sequence alone, which nothing is filled up in. */
  private static TensorData alone(Sample sample) {
    TensorData sequence = sample.inputs().get(0);
    return sequence.reshape(1, sequence.size());
  }

  @Test
  void sequencesInBucketsArePredictedInTheirOrder() {
    try (Model model =
        new Sequential(input(-1).dtype("int32"), embedding(20, 3).maskZero(true), lstm(4), dense(2))
            .on("reference")) {
      NDArray all = model.predict(Dataset.bucketed(sequences(), BUCKETS));
      for (int i = 0; i < LENGTHS.length; i++) {
        TensorData one = model.predictOnBatch(alone(sequences().get(i))).get(0);
        for (int k = 0; k < 2; k++) {
          assertEquals(one.getDouble(k), all.getFloat(i, k), 1e-6);
        }
      }
    }
  }

  @Test
  void stepsThatThereAreNotArePredictedAsZero() {
    try (Model model = new Sequential(input(-1).dtype("int32"), embedding(20, 3)).on("reference")) {
      Buckets buckets = Buckets.of(new int[] {3, 6}, 2);
      NDArray all = model.predict(Dataset.bucketed(sequences(), buckets));
      assertEquals(new Shape(LENGTHS.length, 9, 3), all.getShape());
      for (int i = 0; i < LENGTHS.length; i++) {
        TensorData one = model.predictOnBatch(alone(sequences().get(i))).get(0);
        for (long k = 0; k < one.size(); k++) {
          assertEquals(one.getDouble(k), all.getFloat(i, k / 3, k % 3), 1e-6);
        }
      }
    }
  }

  @Test
  void sequencesInBucketsTrainAndAreEvaluated() {
    Dataset data = Dataset.bucketed(sequences(), BUCKETS);
    try (Model model =
        new Sequential(input(-1).dtype("int32"), embedding(20, 3).maskZero(true), lstm(4), dense(1))
            .seed(2)
            .on("reference")) {
      model.compile(Optimizers.adam(0.05), "mean_squared_error");
      double expected =
          sequences().stream()
              .mapToDouble(
                  s -> {
                    double y = model.predictOnBatch(alone(s)).get(0).getDouble(0);
                    return Math.pow(y - s.targets().get(0).getDouble(0), 2);
                  })
              .average()
              .orElseThrow();
      double before = model.evaluate(data).get("loss");
      assertEquals(expected, before, 1e-5);
      model.fit(data, FitOptions.epochs(30).verbose(false));
      assertTrue(model.evaluate(data).get("loss") < before / 2);
    }
  }

  @Test
  void aLastBatchIsFilledUpAndItsRowsCutOff() {
    float[][] x = new float[71][3];
    for (int i = 0; i < x.length; i++) {
      x[i] = new float[] {i, -i, 1};
    }
    try (Model model = new Sequential(input(3), dense(2)).on("reference")) {
      NDArray all = model.predict(Dataset.of(x).batch(16));
      assertEquals(new Shape(71, 2), all.getShape());
      for (int i = 0; i < x.length; i++) {
        TensorData one = model.predictOnBatch(TensorData.of(x[i], 1, 3)).get(0);
        assertEquals(one.getDouble(0), all.getFloat(i, 0), 1e-4);
        assertEquals(one.getDouble(1), all.getFloat(i, 1), 1e-4);
      }
    }
  }

  private static Stream<Layer> acrossRows() {
    return Stream.of(
        new UnitNormalization().axis(0), new UnitNormalization().axis(-2), new Softmax().axis(0));
  }

  @ParameterizedTest
  @MethodSource("acrossRows")
  void layersThatSeeOtherRowsAreToldApart(Layer layer) {
    try (Model model = new Sequential(input(3), dense(2), layer)) {
      assertFalse(RowByRow.is(model));
    }
  }

  @Test
  void allOtherLayersTakeRowsOneByOne() {
    try (Model model =
        new Sequential(
            input(8, 8, 3),
            conv2d(4, 3).activation("relu"),
            batchNormalization(),
            maxPooling2d(2),
            flatten(),
            layerNormalization(),
            dropout(0.5),
            dense(2, "softmax"))) {
      assertTrue(RowByRow.is(model));
    }
    Sequential inner = new Sequential(input(5, 2), bidirectional(lstm(3)));
    try (Model model = new Sequential(input(5, 2), inner, dense(1))) {
      assertTrue(RowByRow.is(model));
    }
    Sequential stateful = new Sequential(input(5, 2).batchSize(4), lstm(3).stateful(true));
    try (stateful) {
      assertFalse(RowByRow.is(stateful));
    }
  }
}
