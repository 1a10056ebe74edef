package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Buckets;
import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.graph.RowException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors about a row tell where it is in the data, whatever order these are read in. */
class RowsInErrorsTest {
  private static Model judge() {
    Model model = new Sequential(input(2), dense(3, "softmax")).on("reference");
    model.compile("sgd", "sparse_categorical_crossentropy");
    return model;
  }

  private static void assertTold(String place, Model model, Dataset data) {
    FitOptions quiet = FitOptions.epochs(1).verbose(0);
    RowException e = assertThrows(RowException.class, () -> model.fit(data, quiet));
    assertTrue(e.getMessage().contains(place), e.getMessage());
  }

  @Test
  void ofArrays() {
    int[] labels = new int[50];
    labels[37] = 3;
    try (Model model = judge()) {
      Dataset data = Dataset.of(new float[50][2], labels);
      assertTold("label 3 in row 37 of the data is none", model, data.batch(8));
      assertTold("label 3 in row 37 of the data is none", model, data.shuffle(7).batch(8));
      assertTold("label 3 in row 37 of the data is none", model, data.skip(20).shuffle(7).batch(8));
    }
  }

  @Test
  void ofBatchesOfOnesOwn() {
    try (Model model = judge()) {
      RowException e =
          assertThrows(
              RowException.class, () -> model.trainOnBatch(new float[3][2], new int[] {0, 5, 1}));
      assertTrue(e.getMessage().contains("label 5 in row 1 of the batch is none"), e.getMessage());
      assertEquals(1, e.row());
    }
  }

  @Test
  void ofBuckets() {
    List<Sample> samples =
        List.of(
            Sample.of(new int[] {1, 2, 3, 4}, 0f),
            Sample.of(new int[] {1}, 0f),
            Sample.of(new int[] {5, 6, 7}, 0f),
            Sample.of(new int[] {8, 9, 1, 1}, 0f));
    try (Model model =
        new Sequential(
                input(-1).dtype("int32"), embedding(9, 2), globalAveragePooling1d(), dense(1))
            .on("reference")) {
      model.compile("sgd", "mse");
      assertTold(
          "index 9 in row 3 of the data, position 1, is not in the embedding",
          model,
          Dataset.bucketed(samples, Buckets.of(new int[] {3}, 2)));
    }
  }
}
