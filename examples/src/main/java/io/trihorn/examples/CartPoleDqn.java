package io.trihorn.examples;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.max;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.square;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.games.CartPole;
import io.trihorn.examples.games.Memory;
import io.trihorn.examples.games.Player;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Random;

/**
 * Reinforcement learning: a deep Q-network (Mnih et al., 2015) learns by trying to balance a pole
 * on a cart. An epoch is 256 pushes, at first by lot, and 128 steps of training on what is
 * remembered; it ends when 20 games in a row are as long as can be. The figure is the mean length
 * of 100 other games; from 475 on the task counts as solved.
 */
public final class CartPoleDqn implements Example {
  @Override
  public double run(Data data, int epochs) {
    try (var net = network();
        var target = network()) {
      var adam = adam(2.3e-3);
      net.trainStep(
          step -> {
            Tensor chosen = Shapes.oneHot(step.targets().get(0), 2, FLOAT32);
            Tensor later = max(step.call(target, step.targets().get(1)), -1);
            Tensor goal = add(multiply(multiply(later, step.targets().get(2)), 0.99), 1);
            Tensor worth = sum(multiply(step.call(net, step.input()), chosen), -1);
            step.minimize(mean(square(subtract(goal, worth))), adam, net.trainableWeights());
          });
      var player = new Player(net, new Random(1));
      var memory = new Memory(new Random(2));
      for (int round = 0; round < epochs && player.mean(20) < CartPole.LONGEST; round++) {
        target.setWeights(net.weightValues());
        player.explore(256, Math.max(0.04, 1 - round / 30.0), memory);
        net.fit(memory.draw(128 * 64), epochs(1).batchSize(64).verbose(false));
      }
      System.out.println("Pushes: " + memory.size() + ", two for each step of training");
      return player.mean(100);
    }
  }

  private static Sequential network() {
    return new Sequential(input(4), dense(256, "relu"), dense(256, "relu"), dense(2));
  }
}
