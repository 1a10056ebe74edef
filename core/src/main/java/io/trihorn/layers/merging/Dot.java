package io.trihorn.layers.merging;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/**
 * For each example the product of two inputs, summed over one axis of each: of {@code (batch, a...,
 * n)} and {@code (batch, n, b...)} with axes -1 and 1 it is {@code (batch, a..., b...)}.
 */
public final class Dot extends Merge<Dot> {
  private List<Integer> axes;
  private boolean normalize;

  /** Products over one axis for both inputs, or one for each; never the batch axis 0. */
  public Dot(int... axes) {
    this.axes = checked(Arrays.stream(axes).boxed().toList());
  }

  /** Whether inputs are brought to length 1 along their axes before; by default they are not. */
  public Dot normalize(boolean value) {
    normalize = value;
    return this;
  }

  private static List<Integer> checked(List<Integer> axes) {
    if (axes.isEmpty() || axes.size() > 2 || axes.contains(0)) {
      throw new ConfigException(
          "Dot: axes should be 1 or 2 numbers other than the batch axis 0, but is " + axes);
    }
    return axes;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes =
        config.value(
            "axes", axes, Dot::toJson, e -> checked(Config.list(e, JsonElement::getAsInt)));
    normalize = config.bool("normalize", normalize);
  }

  private static JsonElement toJson(List<Integer> axes) {
    JsonArray array = new JsonArray();
    axes.forEach(array::add);
    return axes.size() == 1 ? new JsonPrimitive(axes.get(0)) : array;
  }

  @Override
  protected int fewest() {
    return 2;
  }

  @Override
  protected int most() {
    return 2;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    return List.of(merge(inputs, call.masks()));
  }

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    Tensor x = operand(inputs.get(0), axes.get(0), -1);
    Tensor y = operand(inputs.get(1), axes.get(axes.size() - 1), 1);
    if (x.dim(-1) != y.dim(1)) {
      throw new ShapeException(
          "the axes "
              + axes
              + " of "
              + inputs.get(0).type()
              + " and "
              + inputs.get(1).type()
              + " differ in extent");
    }
    long batch = x.dim(0);
    Tensor rows = Shapes.reshape(x, batch, size(x, 1, x.rank() - 1), x.dim(-1));
    Tensor columns = Shapes.reshape(y, batch, y.dim(1), size(y, 2, y.rank()));
    long[] left = Arrays.copyOf(x.type().dims(), x.rank() - 1);
    long[] right = Arrays.copyOfRange(y.type().dims(), 2, y.rank());
    long[] dims = LongStream.concat(LongStream.of(left), LongStream.of(right)).toArray();
    return Shapes.reshape(
        Nn.matmul(rows, columns), dims.length == 1 ? new long[] {batch, 1} : dims);
  }

  private static long size(Tensor x, int from, int to) {
    return LongStream.of(Arrays.copyOfRange(x.type().dims(), from, to)).reduce(1, (a, b) -> a * b);
  }

  /** The input with its axis moved to a place, normalized if wanted. */
  private Tensor operand(Tensor x, int axis, int place) {
    Tensor moved = Shapes.moveaxis(x, axis, place);
    if (!normalize) {
      return moved;
    }
    Tensor squares = Ops.sumKeep(Ops.square(moved), place);
    return Ops.multiply(moved, Ops.rsqrt(Ops.maximum(squares, 1e-14)));
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return Collections.singletonList(null);
  }
}
