package io.trihorn.backend.onnx.emit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Axes taken apart by a stride, and put together again: of stride 2, the even and the odd elements.
 * A strided slice would do the same, but ONNX Runtime copies it element by element.
 */
final class Phases {
  private Phases() {}

  /**
   * For each offset below the strides, in row-major order, the elements at this offset and every
   * stride after it.
   *
   * @param x {@code (batch, channels, spatial...)}, spatial extents multiples of the strides
   */
  static List<Operand> split(Emit e, Operand x, long[] strides) {
    List<Operand> parts = List.of(x);
    for (int i = 0; i < strides.length; i++) {
      List<Operand> finer = new ArrayList<>();
      for (Operand part : parts) {
        finer.addAll(split(e, part, i + 2, strides[i]));
      }
      parts = finer;
    }
    return parts;
  }

  private static List<Operand> split(Emit e, Operand x, int axis, long stride) {
    if (stride == 1) {
      return List.of(x);
    }
    long[] dims = x.dims();
    long before = Windows.product(Arrays.copyOf(dims, axis + 1)) / stride;
    long after = Windows.product(Arrays.copyOfRange(dims, axis + 1, dims.length));
    dims[axis] /= stride;
    // Neighbours on the last axis are single elements: a transpose brings them into rows.
    boolean last = after == 1;
    Operand rows =
        last
            ? e.transpose(e.reshape(x, before, stride), 1, 0)
            : e.reshape(x, before, stride, after);
    List<Operand> parts = new ArrayList<>();
    for (long p = 0; p < stride; p++) {
      parts.add(e.reshape(e.slice(rows, last ? 0 : 1, p, p + 1), dims));
    }
    return parts;
  }

  /** The opposite of {@link #split}. */
  static Operand join(Emit e, List<Operand> phases, long[] strides) {
    List<Operand> parts = phases;
    for (int i = strides.length - 1; i >= 0; i--) {
      int stride = Math.toIntExact(strides[i]);
      List<Operand> coarser = new ArrayList<>();
      for (int first = 0; first < parts.size(); first += stride) {
        coarser.add(join(e, parts.subList(first, first + stride), i + 2));
      }
      parts = coarser;
    }
    return parts.get(0);
  }

  private static Operand join(Emit e, List<Operand> parts, int axis) {
    int stride = parts.size();
    if (stride == 1) {
      return parts.get(0);
    }
    long[] dims = parts.get(0).dims();
    long before = Windows.product(Arrays.copyOf(dims, axis + 1));
    long after = Windows.product(Arrays.copyOfRange(dims, axis + 1, dims.length));
    dims[axis] *= stride;
    if (after == 1) {
      List<Operand> rows = parts.stream().map(p -> e.reshape(p, 1, before)).toList();
      return e.reshape(e.transpose(e.concat(rows, 0), 1, 0), dims);
    }
    List<Operand> rows = parts.stream().map(p -> e.reshape(p, before, 1, after)).toList();
    return e.reshape(e.concat(rows, 1), dims);
  }
}
