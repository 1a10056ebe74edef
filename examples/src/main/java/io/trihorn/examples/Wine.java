package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import io.trihorn.wrappers.Classifier;
import java.io.IOException;
import java.util.List;

/**
 * An estimator, which is fitted, asked and scored: three vineyards by 13 measures of their wine,
 * each of its own size, which a layer normalizes. The figure is the accuracy on every third row.
 */
public final class Wine implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/wine.csv"), train = rows.train(3), test = rows.test(3);
    var model = new Sequential(input(13), normalization(), dense(16, "relu"), dense(3, "softmax"));
    model.compile(adam(1e-2), "sparse_categorical_crossentropy");
    try (var vineyards = new Classifier<String>(model, epochs(epochs).batchSize(16))) {
      vineyards.fit(train.numbers(0, 13), List.of(train.texts(13)));
      return vineyards.score(test.numbers(0, 13), List.of(test.texts(13)));
    }
  }
}
