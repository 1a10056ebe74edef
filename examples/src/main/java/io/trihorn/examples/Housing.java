package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import java.io.IOException;

/**
 * Regression: what houses in Boston are worth. The figure is the mean absolute error on every fifth
 * row, in 1000 dollars.
 */
public final class Housing implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/housing.csv"), train = rows.train(5), test = rows.test(5);
    var scaled = normalization();
    scaled.adapt(HostValues.of(train.numbers(0, 13)));
    try (var model =
        new Sequential(input(13), scaled, dense(64, "relu"), dense(64, "relu"), dense(1))) {
      model.compile(adam(1e-3), "mse", "mae");
      model.fit(train.numbers(0, 13), train.numbers(13, 14), epochs(epochs).batchSize(16));
      return model.evaluate(test.numbers(0, 13), test.numbers(13, 14)).get("mae");
    }
  }
}
