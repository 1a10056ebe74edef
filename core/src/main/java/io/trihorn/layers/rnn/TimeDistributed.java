package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Registry;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer applied to each step on its own: input {@code (batch, time, ...)}, output {@code (batch,
 * time, ...)} with what the layer makes of {@code (batch, ...)}. As in Keras, its activity
 * regularizer adds nothing to the loss; those of layers inside it do.
 */
public final class TimeDistributed extends Wrapper<TimeDistributed> {
  /**
   * This layer at each step.
   *
   * @param known the classes that the layer may have when a configuration is read
   * @param layer null for reading a configuration
   */
  public TimeDistributed(Registry<Layer> known, Layer layer) {
    super(known, layer);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    if (input.dimension() < 3) {
      throw new ShapeException(
          "expected an input (batch, time, ...) of rank 3 or more, but got the shape " + input);
    }
    super.build(List.of(new Shape(input.get(0)).addAll(input.slice(2))));
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    // What a layer learns from a batch in passing, such as its mean, it learns step by step.
    boolean observes = layer().weights().stream().anyMatch(w -> !w.trainable());
    return call.training() && observes || spreads(call) ? stepByStep(x, call) : atOnce(x, call);
  }

  /**
   * Whether the layer gets a mask with one element an example. A layer spreads it along the last
   * axis of what it is beside, which need not be that of the examples: what comes of it depends on
   * how many there are in a step.
   */
  private boolean spreads(Call call) {
    Tensor mask = call.mask(0);
    return mask != null && mask.rank() == 2 && layer().hasMaskArgument();
  }

  /** All steps of all examples as one batch. */
  private Tensor atOnce(Tensor x, Call call) {
    Map<String, Object> named = new HashMap<>(call.handedOn());
    if (named.get("mask") instanceof Tensor mask) {
      named.put("mask", merged(mask));
    }
    Tensor y = call.applyUnregularized(layer(), List.of(merged(x)), named).get(0);
    long[] rest = y.type().dims();
    long[] dims = new long[rest.length + 1];
    dims[0] = x.dim(0);
    dims[1] = x.dim(1);
    System.arraycopy(rest, 1, dims, 2, rest.length - 1);
    return Shapes.reshape(y, dims);
  }

  private static Tensor merged(Tensor x) {
    long[] dims = Arrays.copyOfRange(x.type().dims(), 1, x.rank());
    dims[0] *= x.dim(0);
    return Shapes.reshape(x, dims);
  }

  private Tensor stepByStep(Tensor x, Call call) {
    List<Tensor> outputs = new ArrayList<>();
    for (long t = 0; t < x.dim(1); t++) {
      Map<String, Object> named = new HashMap<>(call.handedOn());
      if (named.get("mask") instanceof Tensor mask) {
        named.put("mask", Shapes.index(mask, 1, t));
      }
      outputs.add(call.applyUnregularized(layer(), List.of(Shapes.index(x, 1, t)), named).get(0));
    }
    return Shapes.stack(outputs, 1);
  }
}
