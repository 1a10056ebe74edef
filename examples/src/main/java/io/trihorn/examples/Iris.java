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
 * Classification: three kinds of irises by four lengths. The figure is the accuracy on every third
 * row.
 */
public final class Iris implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/iris.csv"), train = rows.train(3), test = rows.test(3);
    var scaled = normalization();
    scaled.adapt(HostValues.of(train.numbers(0, 4)));
    try (var model = new Sequential(input(4), scaled, dense(16, "relu"), dense(3, "softmax"))) {
      model.compile(adam(1e-2), "sparse_categorical_crossentropy", "accuracy");
      model.fit(train.numbers(0, 4), train.codes(4), epochs(epochs).batchSize(16));
      return model.evaluate(test.numbers(0, 4), test.codes(4)).get("accuracy");
    }
  }
}
