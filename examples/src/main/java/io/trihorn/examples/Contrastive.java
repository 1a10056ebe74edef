package io.trihorn.examples;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.relu;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Creation.diagonal;
import static io.trihorn.ops.Nn.logSoftmax;
import static io.trihorn.ops.Nn.matmul;
import static io.trihorn.ops.Normalizing.normalize;
import static io.trihorn.ops.Ops.cast;
import static io.trihorn.ops.Ops.greater;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.RandomOps.uniform;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import io.trihorn.model.Step;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.io.IOException;

/**
 * Contrastive learning: of two views of a digit, each with other pixels missing, a network learns
 * that they belong together, without labels; 500 labels then suffice for a last layer. The figure
 * is the accuracy on digits for testing.
 */
public final class Contrastive implements Example {
  private final SeedGenerator seed = new SeedGenerator("views", 1);

  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    var encoder = new Sequential(input(28, 28, 1), conv2d(16, 5), relu(), flatten(), dense(64));
    try (var net = new Sequential(encoder, relu(), dense(32));
        var probe = new Sequential(encoder, dense(10, "softmax"))) {
      var adam = adam(1e-3);
      net.trainStep(
          step -> {
            Tensor scores = multiply(matmul(view(step, net), view(step, net), false, true), 5);
            Tensor own = diagonal(logSoftmax(scores, -1), 0, 0, 1);
            step.minimize(negative(mean(own)), adam, net.trainableWeights());
          });
      net.fit(mnist.train().dataset().take(20_000), epochs(epochs).batchSize(128));
      encoder.setTrainable(false);
      probe.compile(adam(1e-2), "sparse_categorical_crossentropy", "accuracy");
      probe.fit(mnist.train().dataset().take(500), epochs(20));
      return probe.evaluate(mnist.test().dataset()).get("accuracy");
    }
  }

  private Tensor view(Step step, Sequential net) {
    Tensor x = step.input();
    Tensor seen = greater(uniform(step.key(seed), x.dtype(), x.shape().getShape()), 0.4);
    return normalize(step.call(net, multiply(x, cast(seen, x.dtype()))), -1, 2);
  }
}
