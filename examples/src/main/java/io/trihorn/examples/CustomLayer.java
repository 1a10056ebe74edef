package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Nn.relu;
import static io.trihorn.ops.Ops.meanKeep;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.Ops.subtract;

import ai.djl.ndarray.types.Shape;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.util.List;

/**
 * A layer of one's own: the two halves of what a rectifier would throw away, each with a scale that
 * is learned. The figure is the accuracy on the digits for testing.
 */
public final class CustomLayer implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    try (var model =
        new Sequential(
            input(28, 28, 1), flatten(), dense(128), new Antirectifier(), dense(10, "softmax"))) {
      model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
      model.fit(mnist.train().dataset().take(20_000), epochs(epochs).batchSize(64));
      return model.evaluate(mnist.test().dataset()).get("accuracy");
    }
  }

  /** From {@code (batch, features)} to {@code (batch, 2 * features)}. */
  static final class Antirectifier extends Layer {
    private Weight scale;

    @Override
    protected void build(List<Shape> inputs) {
      scale = addWeight("scale", new Shape(2 * inputs.get(0).get(1)), Initializers.ones());
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      Tensor centered = subtract(x, meanKeep(x, -1));
      Tensor halves = Shapes.concatenate(List.of(relu(centered), relu(negative(centered))), -1);
      return multiply(halves, call.read(scale));
    }
  }
}
