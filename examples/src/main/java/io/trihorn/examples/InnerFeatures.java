package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Batch;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import io.trihorn.wrappers.Classifier;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Features of an inner layer in one call: a network learns without labels to restore digits, and a
 * classifier learns ten classes from what one of its layers gives for 1,000. The figure is the
 * accuracy on the digits for testing.
 */
public final class InnerFeatures implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    var last = new Sequential(input(256), dense(10, "softmax"));
    last.compile(adam(1e-3), "sparse_categorical_crossentropy");
    try (var net =
            new Sequential(
                input(28, 28, 1),
                flatten(),
                dropout(0.3),
                dense(256, "relu").name("code"),
                dense(784, "sigmoid"),
                reshape(28, 28, 1));
        var digits = new Classifier<Long>(last, epochs(30).verbose(0))) {
      net.compile(adam(1e-3), "binary_crossentropy");
      var itself = mnist.train().dataset().map(b -> new Batch(b.inputs(), b.inputs(), List.of()));
      net.fit(itself.take(20_000), epochs(epochs).batchSize(64));
      Batch few = mnist.train().dataset().take(1000).toBatch();
      Batch test = mnist.test().dataset().toBatch();
      digits.fit(net.features("code", few.inputs().get(0)), labels(few));
      return digits.score(net.features("code", test.inputs().get(0)), labels(test));
    }
  }

  private static List<Long> labels(Batch batch) {
    return Arrays.stream(batch.targets().get(0).toLongArray()).boxed().toList();
  }
}
