package io.trihorn.examples;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.model.FitOptions.epochs;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Two inputs and two outputs: how many rings a shell has, and whether that makes it old, by its sex
 * and its sizes. The figure is the mean absolute error of the rings on every fifth row.
 */
public final class TwoInputs implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/abalone.csv"), train = rows.train(5), test = rows.test(5);
    var scaled = normalization();
    scaled.adapt(HostValues.of(train.numbers(1, 8)));
    KerasTensor sex = inputTensor(input(1).dtype("int32").name("sex"));
    KerasTensor sizes = inputTensor(input(7).name("sizes"));
    KerasTensor kind = flatten().apply(embedding(3, 4).apply(sex));
    KerasTensor x = dense(32, "relu").apply(concatenate().apply(kind, scaled.apply(sizes)));
    KerasTensor rings = dense(1).name("rings").apply(x);
    KerasTensor old = dense(1, "sigmoid").name("old").apply(x);
    try (var model = new Model(List.of(sex, sizes), List.of(rings, old))) {
      model.compile(
          new Compilation("adam")
              .loss(Map.of("rings", "mae", "old", "binary_crossentropy"))
              .lossWeights(Map.of("rings", 0.5))
              .metrics(Map.of("old", "accuracy")));
      model.fit(dataset(train), epochs(epochs));
      return model.evaluate(dataset(test)).get("rings_loss");
    }
  }

  private static Dataset dataset(Table rows) {
    float[][] rings = rows.numbers(8, 9);
    return Dataset.of(
        Map.of("sex", rows.codes(0), "sizes", rows.numbers(1, 8)),
        Map.of("rings", rings, "old", Arrays.stream(rings).map(r -> r[0] > 10).toArray()));
  }
}
