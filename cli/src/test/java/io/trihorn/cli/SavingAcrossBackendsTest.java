package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.examples.LeNet;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model saved after an epoch on one engine goes on with the next on another. */
class SavingAcrossBackendsTest {
  private static final Dataset DIGITS = DrawnDigits.draw(256, 5).dataset();
  @TempDir private Path folder;

  private static Model lenet(String backend) {
    Model model = LeNet.model(0.3).seed(11).on(backend);
    return model.compile(Optimizers.adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
  }

  private static void train(Model model, int from, int to) {
    model.fit(DIGITS, FitOptions.epochs(to).initialEpoch(from).batchSize(32).verbose(false));
  }

  @ParameterizedTest
  @CsvSource({"dl4j,tensorflow", "tensorflow,onnx", "onnx,dl4j"})
  void goesOnOn(String before, String after) {
    Path file = folder.resolve("lenet.keras");
    try (Model straight = lenet(after);
        Model first = lenet(before)) {
      train(straight, 0, 2);
      train(first, 0, 1);
      Saving.saveModel(first, file);
      try (Model second = Saving.loadModel(file).seed(11).on(after)) {
        train(second, 1, 2);
        List<TensorData> expected = straight.weightValues();
        List<TensorData> actual = second.weightValues();
        for (int i = 0; i < expected.size(); i++) {
          double[] a = expected.get(i).toDoubleArray();
          double[] b = actual.get(i).toDoubleArray();
          for (int j = 0; j < a.length; j++) {
            assertEquals(a[j], b[j], 2e-4, "weight " + i + " element " + j);
          }
        }
      }
    }
  }
}
