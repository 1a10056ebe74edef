package io.trihorn.caffe;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Caffe's {@code LSTM} and {@code RNN}: over sequences one after the other, of which flags say
 * where the next one begins.
 *
 * <p>Inputs: {@code x (time, streams, ...)}, {@code cont (time, streams)} with 0 where a sequence
 * begins and 1 where it goes on, maybe {@code x_static (streams, ...)}, and the states at the
 * beginning {@code (1, streams, units)} where they are exposed. Outputs: {@code (time, streams,
 * units)}, and the states at the end where they are exposed.
 *
 * <p>Files have it as {@code caffe>Recurrence}; see {@link CaffeLayers}.
 */
public final class Recurrence extends FluentLayer<Recurrence> {
  private int units;
  private boolean gated;
  private boolean fixedInput;
  private boolean exposed;
  private final WeightSpec kernelSpec = new WeightSpec(Initializers.zeros());
  private final WeightSpec biasSpec = new WeightSpec(Initializers.zeros());
  private Weight kernel;
  private Weight bias;
  private Weight fixedKernel;
  private Weight recurrent;
  private Weight outKernel;
  private Weight outBias;

  /**
   * A layer of one of both kinds.
   *
   * @param gated whether it is the {@code LSTM}
   */
  public Recurrence(int units, boolean gated) {
    this.units = units;
    this.gated = gated;
  }

  /** Whether there is an input that all steps get, and whether states come in and go out. */
  public Recurrence inputs(boolean withStatic, boolean withStates) {
    fixedInput = withStatic;
    exposed = withStates;
    return this;
  }

  /** By default {@code zeros} both. */
  public Recurrence initializers(Initializer kernels, Initializer biases) {
    kernelSpec.initializer(kernels);
    biasSpec.initializer(biases);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    units = config.positive("units", units);
    gated = config.bool("gated", gated);
    fixedInput = config.bool("static_input", fixedInput);
    exposed = config.bool("expose_hidden", exposed);
    kernelSpec.configure(config, "kernel");
    biasSpec.configure(config, "bias");
  }

  private int columns() {
    return gated ? 4 * units : units;
  }

  private static long features(Shape input, int from) {
    return Arrays.stream(input.getShape(), from, input.dimension()).reduce(1, Math::multiplyExact);
  }

  @Override
  protected void build(List<Shape> inputs) {
    kernel = addWeight("kernel", new Shape(features(inputs.get(0), 2), columns()), kernelSpec);
    bias = addWeight("bias", new Shape(columns()), biasSpec);
    if (fixedInput) {
      fixedKernel =
          addWeight("static_kernel", new Shape(features(inputs.get(2), 1), columns()), kernelSpec);
    }
    recurrent = addWeight("recurrent_kernel", new Shape(units, columns()), kernelSpec);
    if (!gated) {
      outKernel = addWeight("output_kernel", new Shape(units, units), kernelSpec);
      outBias = addWeight("output_bias", new Shape(units), biasSpec);
    }
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor x = inputs.get(0);
    long streams = x.dim(1);
    Tensor projected =
        Ops.add(
            Nn.matmul(
                Shapes.reshape(x, x.dim(0), streams, features(x.shape(), 2)), call.read(kernel)),
            call.read(bias));
    int next = 2;
    if (fixedInput) {
      Tensor constant = inputs.get(next++);
      Tensor flat = Shapes.reshape(constant, streams, features(constant.shape(), 1));
      projected = Ops.add(projected, Nn.matmul(flat, call.read(fixedKernel)));
    }
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i < (gated ? 2 : 1); i++) {
      states.add(
          exposed
              ? Shapes.reshape(inputs.get(next + i), streams, units)
              : Creation.zeros(x, x.dtype(), streams, units));
    }
    Loop.Results made =
        Loop.over(
            x.builder(),
            states,
            List.of(projected, Shapes.expandDims(inputs.get(1), -1)),
            Math.toIntExact(x.dim(0)),
            false,
            (loop, carries, slices) -> step(loop, carries, slices, call));
    List<Tensor> results = new ArrayList<>(made.outputs());
    if (exposed) {
      made.carries().forEach(state -> results.add(Shapes.expandDims(state, 0)));
    }
    return results;
  }

  private Loop.Results step(Loop loop, List<Tensor> states, List<Tensor> slices, Call call) {
    Tensor goesOn = slices.get(1);
    Tensor before = Ops.multiply(goesOn, states.get(0));
    Tensor all = Ops.add(slices.get(0), Nn.matmul(before, loop.capture(call.read(recurrent))));
    if (!gated) {
      Tensor h = Ops.tanh(all);
      Tensor product = Nn.matmul(h, loop.capture(call.read(outKernel)));
      Tensor y = Ops.tanh(Ops.add(product, loop.capture(call.read(outBias))));
      return new Loop.Results(List.of(h), List.of(y));
    }
    List<Tensor> parts = Shapes.splitEqually(all, -1, 4);
    Tensor kept = Ops.multiply(Nn.sigmoid(parts.get(1)), states.get(1));
    Tensor c =
        Ops.add(
            Ops.where(Ops.equal(goesOn, 0), Ops.multiply(kept, 0), kept),
            Ops.multiply(Nn.sigmoid(parts.get(0)), Ops.tanh(parts.get(3))));
    Tensor h = Ops.multiply(Nn.sigmoid(parts.get(2)), Ops.tanh(c));
    return new Loop.Results(List.of(h, c), List.of(h));
  }
}
