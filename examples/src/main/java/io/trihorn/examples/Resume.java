package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Training that stops, is written to a file and goes on: what wine is worth. The figure is the mean
 * absolute error on every fifth row.
 */
public final class Resume implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/winequality-red.csv"),
        train = rows.train(5),
        test = rows.test(5);
    Dataset wines = Dataset.of(train.numbers(0, 11), train.numbers(11, 12));
    Path file = Files.createTempDirectory("trihorn").resolve("wine.keras");
    var scaled = normalization();
    scaled.adapt(HostValues.of(train.numbers(0, 11)));
    try (var model = new Sequential(input(11), scaled, dense(32, "relu"), dense(1))) {
      model.compile("adam", "mse", "mae");
      model.fit(wines, epochs(epochs / 2));
      Saving.saveModel(model, file);
    }
    try (Model again = Saving.loadModel(file)) {
      again.fit(wines, epochs(epochs).initialEpoch(epochs / 2));
      return again.evaluate(test.numbers(0, 11), test.numbers(11, 12)).get("mae");
    }
  }
}
