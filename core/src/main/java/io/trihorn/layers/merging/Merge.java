package io.trihorn.layers.merging;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One tensor made of several of broadcastable shapes. Those of lower rank get axes of extent 1
 * after the batch axis. The output has a mask where all inputs have one: on where any of them is.
 *
 * @param <L> the layer's own class
 */
public abstract class Merge<L extends Merge<L>> extends FluentLayer<L> {
  /** A layer with default attributes. */
  protected Merge() {}

  /** The number of inputs there must be at least. */
  protected int fewest() {
    return 1;
  }

  /** The number of inputs there may be at most. */
  protected int most() {
    return Integer.MAX_VALUE;
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (inputs.size() < fewest() || inputs.size() > most()) {
      String expected =
          fewest() == most() ? "exactly " + fewest() : "at least " + fewest() + " inputs";
      throw new ShapeException("takes " + expected + ", but got " + inputs.size());
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    int rank = inputs.stream().mapToInt(Tensor::rank).max().orElseThrow();
    boolean alike = inputs.stream().allMatch(x -> x.rank() == rank);
    List<Tensor> masks = alike ? call.masks() : Collections.<Tensor>nCopies(inputs.size(), null);
    return List.of(merge(alike ? inputs : widened(inputs, rank), masks));
  }

  private static List<Tensor> widened(List<Tensor> inputs, int rank) {
    List<Tensor> result = new ArrayList<>();
    for (Tensor x : inputs) {
      Tensor wide = x;
      while (wide.rank() < rank) {
        wide = Shapes.expandDims(wide, 1);
      }
      result.add(wide);
    }
    return result;
  }

  /**
   * The result.
   *
   * @param masks one for each input, null where it has none
   */
  protected abstract Tensor merge(List<Tensor> inputs, List<Tensor> masks);

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    boolean all = call.masks().stream().allMatch(m -> m != null);
    Tensor mask = all ? call.masks().stream().reduce(Ops::logicalOr).orElse(null) : null;
    return Collections.singletonList(mask);
  }

  /** A mask {@code (batch, ...)} repeated along the last axis of an input. */
  static Tensor spread(Tensor mask, Tensor x) {
    return Shapes.broadcastTo(Shapes.expandDims(mask, -1), x.type().dims());
  }
}
