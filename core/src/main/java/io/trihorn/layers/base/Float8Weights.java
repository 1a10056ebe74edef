package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Core;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.Float8;
import io.trihorn.quantizers.Float8.Format;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Scales and histories of largest magnitudes for training in float8 (Micikevicius et al., 2022): of
 * a layer's input, its kernel, and the gradient of its output. Their next values come as their
 * gradients, which optimizers put in their place.
 */
final class Float8Weights {
  private static final Format FORWARD = Format.FLOAT8_E4M3FN;
  private static final Format BACKWARD = Format.FLOAT8_E5M2;

  private record Scaled(Weight scale, Weight history) {}

  private final DataType compute;
  private final Scaled inputs;
  private final Scaled kernel;
  private final Scaled outputGradients;

  Float8Weights(Layer layer, int historyLength) {
    compute = layer.dtypePolicy().compute();
    inputs = add(layer, "inputs", historyLength);
    kernel = add(layer, "kernel", historyLength);
    outputGradients = add(layer, "outputs_grad", historyLength);
  }

  private static Scaled add(Layer layer, String name, int length) {
    return new Scaled(
        add(layer, name + "_scale", new Shape(), Initializers.ones()),
        add(layer, name + "_amax_history", new Shape(length), Initializers.zeros()));
  }

  private static Weight add(Layer layer, String name, Shape shape, Initializer initializer) {
    Variable variable =
        new Variable(layer.name() + "/" + name, new TensorType(DataType.FLOAT32, shape));
    Weight weight = new Weight(name, variable, initializer, true, null, null);
    weight.replaceByGradient();
    return layer.own(weight);
  }

  /** All of them, in Keras's order. */
  List<Weight> all() {
    List<Weight> all = new ArrayList<>();
    for (Scaled scaled : List.of(inputs, kernel, outputGradients)) {
      all.add(scaled.scale());
      all.add(scaled.history());
    }
    return all;
  }

  /** The product of rounded operands, whose gradient is rounded too. */
  Tensor product(Tensor x, Tensor kernelValue, Call call, Contraction contraction) {
    Tensor y = contraction.of(rounded(x, inputs, call), rounded(kernelValue, kernel, call));
    return Core.customGradient(
        in -> Ops.multiply(in.get(0), 1),
        (in, out, g) -> next(g, in, BACKWARD, round(g, in.get(1), BACKWARD)),
        y,
        call.readStored(outputGradients.scale()),
        call.readStored(outputGradients.history()));
  }

  private Tensor round(Tensor x, Tensor scale, Format format) {
    return Float8.quantizeAndDequantize(x, scale, format, compute);
  }

  private Tensor rounded(Tensor x, Scaled by, Call call) {
    return Core.customGradient(
        in -> round(in.get(0), in.get(1), FORWARD),
        (in, out, g) -> next(in.get(0), in, FORWARD, g),
        x,
        call.readStored(by.scale()),
        call.readStored(by.history()));
  }

  /** A gradient, then the next scale and the next history for a tensor that was rounded. */
  private static List<Tensor> next(Tensor seen, List<Tensor> in, Format format, Tensor gradient) {
    Tensor largest = Ops.max(in.get(2), 0);
    return List.of(
        gradient,
        Float8.computeFloat8Scale(largest, in.get(1), format.largest()),
        Float8.computeFloat8AmaxHistory(seen, in.get(2)));
  }
}
