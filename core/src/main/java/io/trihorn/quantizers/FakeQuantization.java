package io.trihorn.quantizers;

import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Core;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Rounding to the numbers that so many bits can tell apart, for training with it. */
public final class FakeQuantization {
  private FakeQuantization() {}

  /**
   * {@link #fakeQuantWithMinMaxVars(Tensor, Tensor, Tensor, int, boolean, Integer)} with 8 bits.
   */
  public static Tensor fakeQuantWithMinMaxVars(Tensor x, Tensor min, Tensor max) {
    return fakeQuantWithMinMaxVars(x, min, max, 8, false, null);
  }

  /**
   * {@code x} clipped to a range and rounded to the numbers that are {@code 2^numBits - 1} steps in
   * it. The range is first moved so that zero is one of them; an empty range gives zeros. Gradients
   * pass where x is inside; those of x beyond an end go to that end, as in TensorFlow.
   *
   * @param x floating
   * @param min of one element, or {@code (channels)} where there is an axis
   * @param max like {@code min}
   * @param narrowRange whether there is one step less
   * @param axis that of the channels; null for one range
   */
  public static Tensor fakeQuantWithMinMaxVars(
      Tensor x, Tensor min, Tensor max, int numBits, boolean narrowRange, Integer axis) {
    if (numBits < 2 || numBits > 16) {
      throw new ShapeException(
          "fake_quant_with_min_max_vars: expected 2 to 16 bits, but got " + numBits);
    }
    int rank = x.rank();
    int channel = axis == null ? -1 : axis < 0 ? axis + rank : axis;
    int least = narrowRange ? 1 : 0;
    int most = (1 << numBits) - 1;
    return Core.customGradient(
        in -> Range.of(in, channel, least, most).quantize(in.get(0)),
        (in, output, g) -> Range.of(in, channel, least, most).gradients(in, g),
        x,
        min,
        max);
  }

  /** A range moved so that it holds zero, in the form that broadcasts over x. */
  private record Range(
      Tensor low, Tensor high, Tensor scale, Tensor inverse, Tensor empty, int channel) {

    static Range of(List<Tensor> in, int channel, int least, int most) {
      Tensor min = broadcast(in.get(1), in.get(0), channel);
      Tensor max = broadcast(in.get(2), in.get(0), channel);
      Tensor width = Ops.subtract(max, min);
      Tensor scale = Ops.divide(width, most - least);
      Tensor zero = Ops.subtract(least, Ops.divide(min, scale));
      zero = Ops.round(Ops.clip(zero, least, most));
      return new Range(
          Ops.multiply(Ops.subtract(least, zero), scale),
          Ops.multiply(Ops.subtract(most, zero), scale),
          scale,
          Ops.divide(most - least, width),
          Ops.equal(min, max),
          channel);
    }

    private static Tensor broadcast(Tensor end, Tensor x, int channel) {
      return channel < 0 ? Shapes.reshape(end) : Nn.alongAxis(end, channel, x.rank());
    }

    Tensor quantize(Tensor x) {
      Tensor inside = Ops.minimum(Ops.maximum(x, low), high);
      Tensor zero = Ops.floor(Ops.add(Ops.multiply(Ops.negative(low), inverse), 0.5));
      Tensor steps = Ops.subtract(Ops.multiply(Ops.subtract(inside, low), inverse), zero);
      Tensor y = Ops.multiply(Ops.floor(Ops.add(steps, 0.5)), scale);
      return Ops.cast(Ops.where(empty, 0, y), x.dtype());
    }

    List<Tensor> gradients(List<Tensor> in, Tensor g) {
      Tensor x = in.get(0);
      Tensor below = Ops.less(x, low);
      Tensor above = Ops.greater(x, high);
      Tensor inside = Ops.logicalNot(Ops.logicalOr(below, above));
      return List.of(
          Ops.where(inside, g, 0),
          total(Ops.where(below, g, 0), in.get(1)),
          total(Ops.where(above, g, 0), in.get(2)));
    }

    private Tensor total(Tensor g, Tensor end) {
      int[] axes = IntStream.range(0, g.rank()).filter(i -> i != channel).toArray();
      return Shapes.reshape(Ops.cast(Ops.sum(g, axes), end.dtype()), end.type().dims());
    }
  }
}
