package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** The axes a layer normalizes over, and the shapes of weights along them. */
final class NormalizedAxes {
  private NormalizedAxes() {}

  /** Axes counted from the start. */
  static int[] positive(List<Integer> axes, int rank) {
    return axes.stream()
        .mapToInt(
            axis -> {
              int positive = axis < 0 ? axis + rank : axis;
              if (positive < 0 || positive >= rank) {
                throw new ShapeException(
                    "there is no axis " + axis + " in an input of rank " + rank);
              }
              return positive;
            })
        .toArray();
  }

  /** The extents along the axes. */
  static Shape shape(Shape input, int[] axes) {
    return new Shape(Arrays.stream(axes).mapToLong(input::get).toArray());
  }

  /** The input's extents along the axes, and 1 elsewhere. */
  static long[] spread(Tensor x, int[] axes) {
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    for (int axis : axes) {
      dims[axis] = x.dim(axis);
    }
    return dims;
  }

  /** The tensor as float32 where it is narrower: sums over many elements overflow narrow floats. */
  static Tensor wide(Tensor x) {
    return x.dtype() == DataType.FLOAT64 ? x : Ops.cast(x, DataType.FLOAT32);
  }

  /** One axis as a number, several as a list. */
  static JsonElement toJson(List<Integer> axes) {
    JsonArray array = new JsonArray();
    axes.forEach(array::add);
    return axes.size() == 1 ? new JsonPrimitive(axes.get(0)) : array;
  }
}
