package io.trihorn.ndarray;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which elements of a storage an array has, and in which order: the strides that they have there,
 * which say what can be seen without a copy, and the steps that an engine takes to get at them.
 *
 * @param shape the array's
 * @param offset the place of the first element
 * @param strides the distance of neighbours along each axis; 0 where an axis repeats one element
 * @param steps from the storage's shape on; none for the whole storage in its own shape
 */
record View(Shape shape, long offset, long[] strides, List<ViewStep> steps) {
  /** The whole of a dense storage. */
  static View whole(Shape shape) {
    return new View(shape, 0, dense(shape), List.of());
  }

  /** Whether it is the whole storage in its order, maybe in another shape. */
  boolean isWhole() {
    // Asked of each operand of each operation.
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).kind() == ViewStep.Kind.MOVE) {
        return false;
      }
    }
    return true;
  }

  /** The same, through which no gradient flows. */
  View stopped() {
    return step(ViewStep.stop(shape), shape, offset, strides);
  }

  /** Whether the elements lie one after another. */
  boolean isDense() {
    return Arrays.equals(strides, dense(shape));
  }

  /** Whether one element is in several places, so that it cannot be written to. */
  boolean repeats() {
    return steps.stream().anyMatch(step -> step.write() == null);
  }

  private View step(ViewStep step, Shape shape, long offset, long[] strides) {
    List<ViewStep> all = new ArrayList<>(steps);
    boolean reshapes = step.kind() == ViewStep.Kind.RESHAPE;
    ViewStep last = all.isEmpty() ? null : all.get(all.size() - 1);
    if (reshapes && last != null && last.kind() == ViewStep.Kind.RESHAPE) {
      all.remove(last);
      all.add(ViewStep.reshape(last.from(), shape));
    } else if (!reshapes || !step.from().equals(shape)) {
      all.add(step);
    }
    return new View(shape, offset, strides, List.copyOf(all));
  }

  /** A box: from starts on, extents of elements, at positive distances. */
  View box(long[] starts, long[] extents, long[] distances) {
    long[] dims = shape.getShape();
    long at = offset;
    long[] wider = strides.clone();
    boolean all = true;
    for (int axis = 0; axis < dims.length; axis++) {
      at += starts[axis] * strides[axis];
      wider[axis] *= distances[axis];
      all &= extents[axis] == dims[axis];
    }
    return all
        ? this
        : step(ViewStep.box(shape, starts, extents, distances), new Shape(extents), at, wider);
  }

  /** One position of an axis, which goes. */
  View select(int axis, long position) {
    long[] rest = without(strides, axis);
    Shape seen = new Shape(without(shape.getShape(), axis));
    return step(
        ViewStep.select(shape, axis, position), seen, offset + position * strides[axis], rest);
  }

  View transpose(int... axes) {
    long[] dims = shape.getShape();
    long[] moved = Arrays.stream(axes).mapToLong(axis -> dims[axis]).toArray();
    long[] movedStrides = Arrays.stream(axes).mapToLong(axis -> strides[axis]).toArray();
    return step(ViewStep.transpose(shape, axes), new Shape(moved), offset, movedStrides);
  }

  /**
   * Repeated to a larger shape by NumPy's rules.
   *
   * @throws ShapeException if it cannot be
   */
  View broadcast(Shape wide) {
    long[] dims = shape.getShape();
    long[] target = wide.getShape();
    int added = target.length - dims.length;
    long[] spread = new long[target.length];
    for (int axis = 0; axis < target.length; axis++) {
      long extent = axis < added ? 1 : dims[axis - added];
      if (added < 0 || extent != target[axis] && extent != 1) {
        throw new ShapeException("broadcast: cannot repeat " + shape + " to " + wide);
      }
      spread[axis] = axis < added || extent != target[axis] ? 0 : strides[axis - added];
    }
    return step(ViewStep.broadcast(shape, wide), wide, offset, spread);
  }

  /** A diagonal of two axes as a new last one. */
  View diagonal(int shift, int axis1, int axis2) {
    int rank = shape.dimension();
    long rows = shape.get(axis1);
    long columns = shape.get(axis2);
    long start = offset + (shift < 0 ? -shift * strides[axis1] : shift * strides[axis2]);
    long length = Math.max(0, Math.min(rows + Math.min(shift, 0), columns - Math.max(shift, 0)));
    int[] rest = IntStream.range(0, rank).filter(a -> a != axis1 && a != axis2).toArray();
    long[] dims = Arrays.stream(rest).mapToLong(shape::get).toArray();
    long[] kept = Arrays.stream(rest).mapToLong(a -> strides[a]).toArray();
    Shape seen = new Shape(dims).add(length);
    return step(
        ViewStep.diagonal(shape, shift, axis1, axis2, seen),
        seen,
        length == 0 ? offset : start,
        append(kept, strides[axis1] + strides[axis2]));
  }

  private static long[] append(long[] values, long last) {
    long[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = last;
    return all;
  }

  /** The same elements in another shape of as many, if strides can say which. */
  Optional<View> reshape(Shape other) {
    return stridesFor(other).map(s -> step(ViewStep.reshape(shape, other), other, offset, s));
  }

  /** Groups of axes that lie evenly one in another are cut anew, from the last on. */
  private Optional<long[]> stridesFor(Shape other) {
    long[] dims = shape.getShape();
    long[] target = other.getShape();
    if (shape.size() == 0) {
      return Optional.of(dense(other));
    }
    long[] made = new long[target.length];
    int out = target.length - 1;
    int last = dims.length - 1;
    long block = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      block *= dims[axis];
      if (axis > 0 && (dims[axis - 1] == 1 || strides[axis - 1] == block * strides[last])) {
        continue;
      }
      long filled = 1;
      while (out >= 0 && (filled < block || target[out] == 1)) {
        made[out] = filled * strides[last];
        filled *= target[out--];
      }
      if (filled != block) {
        return Optional.empty();
      }
      last = axis - 1;
      block = 1;
    }
    return Optional.of(made);
  }

  private static long[] without(long[] values, int at) {
    return IntStream.range(0, values.length)
        .filter(i -> i != at)
        .mapToLong(i -> values[i])
        .toArray();
  }

  static long[] dense(Shape shape) {
    long[] strides = new long[shape.dimension()];
    long stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape.get(axis));
    }
    return strides;
  }
}
