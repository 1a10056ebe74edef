package io.trihorn.examples;

import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Shapes.reshape;
import static io.trihorn.optimizers.Optimizers.sgd;

import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * A {@link BoltzmannMachine} that learns digits without labels, by a training step of its own. The
 * figure is the root of the mean squared error of the pixels that it makes of what it sees.
 */
public final class Rbm implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    var machine = new BoltzmannMachine(256);
    var optimizer = sgd(0.1);
    try (var model = new Sequential(input(28, 28, 1), flatten(), machine)) {
      model.trainStep(step -> machine.learn(step, reshape(step.input(), -1, 784), optimizer));
      model.fit(mnist.train().dataset().take(20_000), epochs(epochs).batchSize(20));
      model.testStep(step -> machine.judge(step, reshape(step.input(), -1, 784)));
      return Math.sqrt(model.evaluate(mnist.test().dataset()).get("error"));
    }
  }
}
