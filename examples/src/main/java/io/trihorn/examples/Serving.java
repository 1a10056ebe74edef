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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * From training to service: a model that tells wines apart is written for other programs as ONNX,
 * and asked by many threads at once. The figure is the accuracy on every third row.
 */
public final class Serving implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/wine.csv"), train = rows.train(3), test = rows.test(3);
    var scaled = normalization();
    scaled.adapt(HostValues.of(train.numbers(0, 13)));
    try (var model = new Sequential(input(13), scaled, dense(16, "relu"), dense(3, "softmax"))) {
      model.compile(adam(1e-2), "sparse_categorical_crossentropy");
      model.fit(train.numbers(0, 13), train.codes(13), epochs(epochs));
      Path file = Files.createTempDirectory("trihorn").resolve("wine.onnx");
      model.export(file, "onnx");
      System.out.println(file + " has " + Files.size(file) + " bytes");
      float[][] wines = test.numbers(0, 13);
      int[] kinds = test.codes(13);
      return IntStream.range(0, wines.length)
          .parallel()
          .map(i -> model.predict(new float[][] {wines[i]}).toFloatArray()[kinds[i]] > 0.5 ? 1 : 0)
          .average()
          .orElseThrow();
    }
  }
}
