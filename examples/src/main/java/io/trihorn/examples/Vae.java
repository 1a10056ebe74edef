package io.trihorn.examples;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.exp;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.square;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.ops.RandomOps.normal;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Batch;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A variational autoencoder, whose codes are drawn at random; a layer of its own adds to the loss.
 * The figure is the loss of a digit for testing, in nats.
 */
public final class Vae implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    UnaryOperator<Batch> itself = b -> new Batch(b.inputs(), b.inputs(), List.of());
    KerasTensor picture = inputTensor(28, 28, 1);
    KerasTensor h = dense(256, "relu").apply(flatten().apply(picture));
    KerasTensor code = new Sampling().apply(dense(8).apply(h), dense(8).apply(h));
    KerasTensor drawn = dense(784, "sigmoid").apply(dense(256, "relu").apply(code));
    try (var model = new Model(picture, reshape(28, 28, 1).apply(drawn))) {
      model.compile(adam(1e-3), "binary_crossentropy");
      model.fit(mnist.train().dataset().map(itself), epochs(epochs).batchSize(128));
      return 784 * model.evaluate(mnist.test().dataset().map(itself).batch(128)).get("loss");
    }
  }

  static final class Sampling extends Layer {
    private final SeedGenerator seed = addSeedGenerator(null);

    @Override
    protected List<Tensor> call(List<Tensor> inputs, Call call) {
      Tensor mean = inputs.get(0), log = inputs.get(1);
      Tensor far = sum(subtract(add(square(mean), exp(log)), add(log, 1)), -1);
      call.addLoss(multiply(mean(far), 0.5 / 784));
      Tensor noise = normal(call.key(seed), FLOAT32, mean.shape().getShape());
      return List.of(add(mean, multiply(exp(multiply(log, 0.5)), noise)));
    }
  }
}
