package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.model.Model.fromJson;
import static io.trihorn.optimizers.Optimizers.sgd;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Federated averaging: two models that each see half of the digits train apart, and after every
 * pass both go on from the mean of their weights. The figure is the accuracy of the mean on digits
 * for testing.
 */
public final class Federated implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    Dataset digits = mnist.train().dataset().take(20_000);
    long half = digits.rows().orElseThrow() / 2;
    var mean = new Sequential(input(28, 28, 1), flatten(), dense(64, "relu"), dense(10, "softmax"));
    mean.compile(sgd(0.1), "sparse_categorical_crossentropy", "accuracy");
    try (mean;
        var left = fromJson(mean.toJson());
        var right = fromJson(mean.toJson())) {
      for (int round = 0; round < epochs; round++) {
        List.of(left, right).forEach(worker -> worker.setWeights(mean.weightValues()));
        left.fit(digits.take(half), epochs(1).batchSize(64));
        right.fit(digits.skip(half), epochs(1).batchSize(64));
        List<TensorData> all = left.weightValues(), others = right.weightValues();
        IntStream.range(0, all.size()).forEach(i -> average(all.get(i), others.get(i)));
        mean.setWeights(all);
      }
      return mean.evaluate(mnist.test().dataset()).get("accuracy");
    }
  }

  private static void average(TensorData one, TensorData other) {
    for (long i = 0; i < one.size(); i++) {
      one.setDouble(i, (one.getDouble(i) + other.getDouble(i)) / 2);
    }
  }
}
