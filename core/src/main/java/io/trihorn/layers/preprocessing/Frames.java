package io.trihorn.layers.preprocessing;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** Overlapping pieces of a signal {@code (..., time)}, as {@code (..., frames, length)}. */
final class Frames {
  private Frames() {}

  /** The pieces that lie within the signal. */
  static Tensor within(Tensor x, int length, int step) {
    long frames = (x.dim(-1) - length) / step + 1;
    if (x.dim(-1) < length) {
      throw new ShapeException(
          "a frame of " + length + " samples is longer than the signal " + x.type());
    }
    return pick(x, Math.toIntExact(frames), length, step, 0);
  }

  /** As many pieces as steps, with zeros around the signal, as a convolution with padding same. */
  static Tensor same(Tensor x, int length, int step) {
    long frames = (x.dim(-1) + step - 1) / step;
    long missing = Math.max(0, (frames - 1) * step + length - x.dim(-1));
    long[] low = new long[x.rank()];
    long[] high = new long[x.rank()];
    low[x.rank() - 1] = missing / 2;
    high[x.rank() - 1] = missing - missing / 2;
    return pick(Shapes.pad(x, low, high, 0), Math.toIntExact(frames), length, step, 0);
  }

  /**
   * Pieces around every step-th sample, with the signal reflected at its ends.
   *
   * @param before how many samples a piece starts before its place
   * @param span how many samples have to lie between the reflections' ends
   */
  static Tensor reflected(Tensor x, int length, int step, int before, int span) {
    if (x.dim(-1) <= span / 2) {
      throw new ShapeException(
          "the signal " + x.type() + " should have more than " + span / 2 + " samples");
    }
    long frames = (x.dim(-1) + 2L * (span / 2) - span) / step + 1;
    return pick(x, Math.toIntExact(frames), length, step, -before);
  }

  private static Tensor pick(Tensor x, int frames, int length, int step, int first) {
    int last = Math.toIntExact(x.dim(-1)) - 1;
    int[] indices = new int[frames * length];
    for (int i = 0; i < indices.length; i++) {
      int at = Math.abs(first + i / length * step + i % length);
      indices[i] = at > last ? 2 * last - at : at;
    }
    return Shapes.take(x, x.constant(TensorData.of(indices, frames, length)), -1);
  }

  /** {@code real^2 + imag^2}. */
  static Tensor power(Tensor real, Tensor imag) {
    return Ops.add(Ops.square(real), Ops.square(imag));
  }
}
