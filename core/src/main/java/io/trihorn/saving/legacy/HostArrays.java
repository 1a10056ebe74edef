package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToLongFunction;

/** Moves of elements on the host: what stored weights need to become those of a layer. */
final class HostArrays {
  private HostArrays() {}

  /** The axes in another order. */
  static TensorData transpose(TensorData x, int... order) {
    long[] dims = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      dims[i] = x.type().dim(order[i]);
    }
    long[] strides = strides(x.type().dims());
    return gather(
        x,
        dims,
        at -> {
          long from = 0;
          for (int i = 0; i < order.length; i++) {
            from += at[i] * strides[order[i]];
          }
          return from;
        });
  }

  /** All axes but the last two backwards. */
  static TensorData mirror(TensorData x) {
    long[] dims = x.type().dims();
    long[] strides = strides(dims);
    return gather(
        x,
        dims,
        at -> {
          long from = 0;
          for (int i = 0; i < dims.length; i++) {
            from += (i < dims.length - 2 ? dims[i] - 1 - at[i] : at[i]) * strides[i];
          }
          return from;
        });
  }

  /** Arrays beside each other along the last axis. */
  static TensorData join(List<TensorData> parts) {
    long[] dims = parts.get(0).type().dims();
    int last = dims.length - 1;
    long rows = parts.get(0).size() / Math.max(1, dims[last]);
    dims[last] = parts.stream().mapToLong(p -> p.type().dim(last)).sum();
    TensorData joined = TensorData.zeros(TensorType.of(parts.get(0).dtype(), dims));
    int width = joined.dtype().getNumOfBytes();
    int to = 0;
    for (int row = 0; row < rows; row++) {
      for (TensorData part : parts) {
        int length = (int) part.type().dim(last) * width;
        joined.bytes().put(to, part.bytes(), row * length, length);
        to += length;
      }
    }
    return joined;
  }

  /** The columns from one to before another of a matrix, or the elements of a vector. */
  static TensorData columns(TensorData x, long from, long to) {
    long[] dims = x.type().dims();
    int last = dims.length - 1;
    long all = dims[last];
    dims[last] = to - from;
    return gather(
        x,
        dims,
        at -> {
          long row = 0;
          for (int i = 0; i < last; i++) {
            row = row * x.type().dim(i) + at[i];
          }
          return row * all + from + at[last];
        });
  }

  private static long[] strides(long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  private static TensorData gather(TensorData x, long[] dims, ToLongFunction<long[]> source) {
    TensorData result = TensorData.zeros(TensorType.of(x.dtype(), dims));
    int width = x.dtype().getNumOfBytes();
    ByteBuffer from = x.bytes();
    ByteBuffer to = result.bytes();
    long[] at = new long[dims.length];
    for (int i = 0; i < result.size(); i++) {
      to.put(i * width, from, (int) source.applyAsLong(at) * width, width);
      for (int axis = dims.length - 1; axis >= 0 && ++at[axis] == dims[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return result;
  }
}
