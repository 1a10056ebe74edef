package io.trihorn.examples;

import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.sgd;

import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A deep belief net: two Boltzmann machines learn from 20,000 digits without labels, the second
 * from what the first makes of them; then the whole is tuned by 1,000 labels. The figure is its
 * accuracy on the digits for testing; the same net that was not trained before is printed beside
 * it.
 */
public final class DeepBelief implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    List<Layer> layers = new ArrayList<>(List.of(input(28, 28, 1), flatten()));
    for (int depth = 1; depth <= 2; depth++) {
      var below = new Sequential(layers);
      var machine = new BoltzmannMachine(500);
      var optimizer = sgd(0.1);
      layers.add(machine);
      var net = new Sequential(layers);
      net.trainStep(step -> machine.learn(step, step.call(below, step.input()), optimizer));
      net.fit(mnist.train().dataset().take(20_000), epochs(epochs).batchSize(32));
    }
    return FewLabels.tuned(mnist, layers);
  }
}
