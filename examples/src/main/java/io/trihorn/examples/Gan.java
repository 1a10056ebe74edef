package io.trihorn.examples;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.leakyRelu;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Nn.softplus;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.RandomOps.normal;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.SeedGenerator;
import java.io.IOException;

/**
 * Two networks against each other: one draws digits, the other tells them from real ones; a step of
 * one's own trains both. The figure is the loss of the one that draws, in the last epoch.
 */
public final class Gan implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Dataset digits = Mnist.load(data.path("mnist")).train().dataset().take(20_000);
    var seed = new SeedGenerator("noise", 1);
    Optimizer forArtist = adam(2e-4).beta1(0.5), forJudge = adam(2e-4).beta1(0.5);
    try (var artist =
            new Sequential(
                input(32), dense(128, "relu"), dense(784, "sigmoid"), reshape(28, 28, 1));
        var judge =
            new Sequential(input(28, 28, 1), flatten(), dense(128), leakyRelu(), dense(1))) {
      judge.trainStep(
          step -> {
            Tensor real = step.input();
            Tensor fake = step.call(artist, normal(step.key(seed), FLOAT32, real.dim(0), 32));
            Tensor known = mean(softplus(negative(step.call(judge, real))));
            Tensor loss = add(known, mean(softplus(step.call(judge, fake))));
            step.minimize(loss, forJudge, judge.trainableWeights());
            Tensor next = step.call(artist, normal(step.key(seed), FLOAT32, real.dim(0), 32));
            Tensor taken = mean(softplus(negative(step.call(judge, next))));
            step.minimize(taken, forArtist, artist.trainableWeights());
            step.log("loss", loss);
            step.log("artist", taken);
          });
      return judge.fit(digits, epochs(epochs).batchSize(64)).last("artist");
    }
  }
}
