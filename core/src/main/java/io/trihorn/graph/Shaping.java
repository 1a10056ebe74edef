package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Ops that move or repeat elements without computing. Axes are non-negative. */
public sealed interface Shaping extends Op {

  /**
   * The same elements in row-major order under another shape.
   *
   * @param shape the new shape, fully known
   */
  record Reshape(Shape shape) implements Shaping {}

  /**
   * Permutation of axes: axis {@code i} of the result is axis {@code permutation[i]} of the
   * operand.
   *
   * @param permutation one entry for each axis
   */
  record Transpose(List<Integer> permutation) implements Shaping {
    /** Copies the permutation. */
    public Transpose {
      permutation = List.copyOf(permutation);
    }
  }

  /**
   * Repetition to a larger shape by NumPy's rules (aligned at the last axis; extent 1 repeats).
   *
   * @param shape the new shape
   */
  record Broadcast(Shape shape) implements Shaping {}

  /**
   * A strided box: on each axis the elements {@code start, start + stride, ...} below {@code
   * limit}.
   *
   * @param starts first index of each axis
   * @param limits first index past the box, on each axis
   * @param strides positive step of each axis
   */
  record Slice(List<Long> starts, List<Long> limits, List<Long> strides) implements Shaping {
    /** Copies the lists. */
    public Slice {
      starts = List.copyOf(starts);
      limits = List.copyOf(limits);
      strides = List.copyOf(strides);
    }
  }

  /**
   * The elements in opposite order along some axes.
   *
   * @param axes which
   */
  record Reverse(List<Integer> axes) implements Shaping {
    /** Copies the axes. */
    public Reverse {
      axes = List.copyOf(axes);
    }
  }

  /**
   * A border of one value around the operand.
   *
   * @param low number of elements before, for each axis, not negative
   * @param high number of elements after, for each axis, not negative
   * @param value the value, converted to the operand's element type
   */
  record Pad(List<Long> low, List<Long> high, double value) implements Shaping {
    /** Copies the lists. */
    public Pad {
      low = List.copyOf(low);
      high = List.copyOf(high);
    }
  }

  /**
   * One or more operands laid end to end along an axis.
   *
   * @param axis the axis
   */
  record Concat(int axis) implements Shaping {}

  /**
   * The opposite of {@link Concat}: one result for each size.
   *
   * @param axis the axis
   * @param sizes extents of the results along the axis, adding up to the operand's
   */
  record Split(int axis, List<Long> sizes) implements Shaping {
    /** Copies the sizes. */
    public Split {
      sizes = List.copyOf(sizes);
    }
  }
}
