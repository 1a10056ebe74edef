package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import io.trihorn.wrappers.Regressor;
import java.io.IOException;

/**
 * An estimator for numbers: what houses in Boston are worth, by 13 measures that a layer
 * normalizes. The figure is R² on every fifth row.
 */
public final class Prices implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/housing.csv"), train = rows.train(5), test = rows.test(5);
    var model =
        new Sequential(input(13), normalization(), dense(64, "relu"), dense(64, "relu"), dense(1));
    model.compile(adam(1e-3), "mse");
    try (var prices = new Regressor(model, epochs(epochs).batchSize(16))) {
      prices.fit(train.numbers(0, 13), train.numbers(13, 14));
      return prices.score(test.numbers(0, 13), test.numbers(13, 14));
    }
  }
}
