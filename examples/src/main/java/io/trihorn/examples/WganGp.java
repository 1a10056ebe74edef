package io.trihorn.examples;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.leakyRelu;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.Ops.sqrt;
import static io.trihorn.ops.Ops.square;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.ops.RandomOps.normal;
import static io.trihorn.ops.RandomOps.uniform;
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
 * Wasserstein's GAN with a penalty on gradients, which is differentiated again. The figure is the
 * distance between real and drawn digits as the judge sees it in the last epoch.
 */
public final class WganGp implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Dataset digits = Mnist.load(data.path("mnist")).train().dataset().take(20_000);
    var artist =
        new Sequential(input(32), dense(128, "relu"), dense(784, "sigmoid"), reshape(28, 28, 1));
    var judge = new Sequential(input(28, 28, 1), flatten(), dense(128), leakyRelu(), dense(1));
    var seed = new SeedGenerator("noise", 1);
    Optimizer forArtist = adam(2e-4).beta1(0.5), forJudge = adam(2e-4).beta1(0.5);
    judge.trainStep(
        step -> {
          Tensor real = step.input();
          for (int round = 0; round < 3; round++) {
            Tensor fake = step.call(artist, normal(step.key(seed), FLOAT32, real.dim(0), 32));
            Tensor mix = uniform(step.key(seed), FLOAT32, real.dim(0), 1, 1, 1);
            Tensor between = add(fake, multiply(mix, subtract(real, fake)));
            Tensor slope = step.gradients(sum(step.call(judge, between)), between).get(0);
            Tensor steep = subtract(sqrt(sum(square(slope), 1, 2, 3)), 1);
            Tensor far = subtract(mean(step.call(judge, real)), mean(step.call(judge, fake)));
            step.log("distance", far);
            Tensor loss = subtract(multiply(mean(square(steep)), 10), far);
            step.minimize(loss, forJudge, judge.trainableWeights());
          }
          Tensor fake = step.call(artist, normal(step.key(seed), FLOAT32, real.dim(0), 32));
          Tensor loss = negative(mean(step.call(judge, fake)));
          step.minimize(loss, forArtist, artist.trainableWeights());
        });
    return judge.fit(digits, epochs(epochs).batchSize(64)).last("distance");
  }
}
