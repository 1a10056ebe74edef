package io.trihorn.backend.dl4j.plan;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An array as a view of a slot: element {@code (i, j, ...)} is at {@code offset + i * strides[0] +
 * j * strides[1] + ...}. A stride may be 0 (a repeated axis) or negative (a reversed one).
 *
 * @param slot the memory
 * @param dtype the element type
 * @param offset where the first element is, in elements
 * @param shape the extents
 * @param strides the steps, in elements
 */
public record Ref(Slot slot, DataType dtype, long offset, long[] shape, long[] strides) {

  /** A whole slot as a dense row-major array. */
  public static Ref dense(Slot slot, DataType dtype, long... shape) {
    return new Ref(slot, dtype, 0, shape, denseStrides(shape));
  }

  static long[] denseStrides(long[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  public int rank() {
    return shape.length;
  }

  public long dim(int axis) {
    return shape[axis];
  }

  public long size() {
    long n = 1;
    for (long d : shape) {
      n *= d;
    }
    return n;
  }

  public long bytes() {
    return size() * dtype.getNumOfBytes();
  }

  public TensorType type() {
    return TensorType.of(dtype, shape);
  }

  /** How many elements some neighbouring axes have together. */
  public long extent(int from, int to) {
    long extent = 1;
    for (int i = from; i < to; i++) {
      extent *= shape[i];
    }
    return extent;
  }

  /** Whether the elements lie one after another in row-major order. */
  public boolean isDense() {
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != step) {
        return false;
      }
      step *= shape[i];
    }
    return true;
  }

  /** Whether no two elements share a place, and no axis is reversed. */
  public boolean isSpread() {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      if (shape[i] != 1) {
        axes.add(i);
      }
    }
    axes.sort(Comparator.comparing(i -> strides[i]));
    long end = 1;
    for (int i : axes) {
      if (strides[i] < end) {
        return false;
      }
      end = strides[i] * shape[i];
    }
    return true;
  }

  /** The same elements of a dense array under another shape. */
  public Ref reshape(long... dims) {
    if (!isDense()) {
      throw new IllegalStateException("not dense: " + this);
    }
    return new Ref(slot, dtype, offset, dims, denseStrides(dims));
  }

  public Ref transpose(List<Integer> permutation) {
    long[] dims = new long[rank()];
    long[] steps = new long[rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape[permutation.get(i)];
      steps[i] = strides[permutation.get(i)];
    }
    return new Ref(slot, dtype, offset, dims, steps);
  }

  public Ref broadcast(long... dims) {
    long[] steps = new long[dims.length];
    int added = dims.length - rank();
    for (int i = added; i < dims.length; i++) {
      steps[i] = shape[i - added] == 1 && dims[i] != 1 ? 0 : strides[i - added];
    }
    return new Ref(slot, dtype, offset, dims, steps);
  }

  /** The same array with extent 1 on every axis that only repeats. */
  public Ref withoutRepeats() {
    long[] dims = shape.clone();
    for (int i = 0; i < dims.length; i++) {
      if (strides[i] == 0 && dims[i] > 1) {
        dims[i] = 1;
      }
    }
    return new Ref(slot, dtype, offset, dims, strides);
  }

  /** The box of these extents that starts at these positions. */
  public Ref box(long[] starts, long[] dims) {
    long[] ones = new long[rank()];
    Arrays.fill(ones, 1);
    return box(starts, dims, ones);
  }

  /** The same, with steps from one of its elements to the next. */
  public Ref box(long[] starts, long[] dims, long[] steps) {
    long at = offset;
    long[] scaled = new long[rank()];
    for (int i = 0; i < dims.length; i++) {
      at += starts[i] * strides[i];
      scaled[i] = steps[i] * strides[i];
    }
    return new Ref(slot, dtype, at, dims, scaled);
  }

  /** The part of an axis that starts at a position and has an extent. */
  public Ref part(int axis, long start, long extent) {
    long[] dims = shape.clone();
    dims[axis] = extent;
    return new Ref(slot, dtype, offset + start * strides[axis], dims, strides);
  }

  /** The parts of an axis that have these extents, one after another. */
  public List<Ref> parts(int axis, List<Long> extents) {
    List<Ref> parts = new ArrayList<>();
    long start = 0;
    for (long extent : extents) {
      parts.add(part(axis, start, extent));
      start += extent;
    }
    return parts;
  }

  public Ref reverse(int axis) {
    long[] steps = strides.clone();
    steps[axis] = -steps[axis];
    long at = offset + Math.max(shape[axis] - 1, 0) * strides[axis];
    return new Ref(slot, dtype, at, shape, steps);
  }

  /** The same bytes as elements of another type of the same width. */
  public Ref as(DataType other) {
    return new Ref(slot, other, offset, shape, strides);
  }

  /** Another array over the same memory; every element must lie inside it. */
  public Ref view(long at, long[] dims, long[] steps) {
    return new Ref(slot, dtype, offset + at, dims, steps);
  }

  /**
   * Two arrays of one shape with as few axes as they can have together: axes of extent 1 left out,
   * and neighbours merged that are evenly spaced in both.
   */
  public static List<Ref> collapse(Ref a, Ref b) {
    List<long[]> axes = new ArrayList<>();
    for (int i = 0; i < a.rank(); i++) {
      long extent = a.shape[i];
      if (extent == 1) {
        continue;
      }
      long[] last = axes.isEmpty() ? null : axes.get(axes.size() - 1);
      boolean even =
          last != null && last[1] == a.strides[i] * extent && last[2] == b.strides[i] * extent;
      if (even) {
        last[0] *= extent;
        last[1] = a.strides[i];
        last[2] = b.strides[i];
      } else {
        axes.add(new long[] {extent, a.strides[i], b.strides[i]});
      }
    }
    if (axes.isEmpty()) {
      axes.add(new long[] {1, 1, 1});
    }
    long[] dims = axes.stream().mapToLong(x -> x[0]).toArray();
    return List.of(
        new Ref(a.slot, a.dtype, a.offset, dims, axes.stream().mapToLong(x -> x[1]).toArray()),
        new Ref(b.slot, b.dtype, b.offset, dims, axes.stream().mapToLong(x -> x[2]).toArray()));
  }

  @Override
  public String toString() {
    return type() + "@" + offset + Arrays.toString(strides);
  }
}
