package io.trihorn.examples;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.Arrays;

/**
 * Transfer: a network that knows the ten digits learns to tell odd from even ones by 1,000
 * pictures; first a new head alone, then all of it at a lower rate. The figure is the accuracy on
 * the pictures for testing.
 */
public final class FineTuning implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    var base =
        new Sequential(
            input(28, 28, 1),
            conv2d(16, 3).strides(2).activation("relu"),
            conv2d(32, 3).strides(2).activation("relu"),
            flatten());
    try (var teacher = new Sequential(base, dense(10, "softmax"));
        var model = new Sequential(base, dense(1, "sigmoid"))) {
      teacher.compile("adam", "sparse_categorical_crossentropy");
      teacher.fit(mnist.train().dataset().take(20_000), epochs(1).batchSize(64));
      Dataset few = odd(mnist.train()).take(1000);
      base.setTrainable(false);
      model.compile(adam(1e-2), "binary_crossentropy", "accuracy");
      model.fit(few, epochs(epochs));
      base.setTrainable(true);
      model.compile(adam(5e-4), "binary_crossentropy", "accuracy");
      model.fit(few, epochs(epochs));
      return model.evaluate(odd(mnist.test())).get("accuracy");
    }
  }

  private static Dataset odd(Digits digits) {
    long[] labels = Arrays.stream(digits.labels().toLongArray()).map(v -> v % 2).toArray();
    return Dataset.of(digits.images(), labels).scaleInputs(1 / 255.0, 0);
  }
}
