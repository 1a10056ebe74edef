package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorType;

/** Image-like arrays in the one layout that the kernels compute in, channels last. */
final class Images {
  private Images() {}

  /** The array with its channel axis last. */
  static Array channelsLast(Array x, Layout layout) {
    if (layout == Layout.CHANNELS_LAST) {
      return x;
    }
    int rank = x.type().rank();
    int[] order = new int[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = i == rank - 1 ? 1 : i + 1;
    }
    return x.take(channelsLast(x.type(), layout), Positions.permuted(x.type().dims(), order));
  }

  /** The type with its channel axis last. */
  static TensorType channelsLast(TensorType type, Layout layout) {
    if (layout == Layout.CHANNELS_LAST) {
      return type;
    }
    long[] dims = type.dims();
    long channels = dims[1];
    System.arraycopy(dims, 2, dims, 1, dims.length - 2);
    dims[dims.length - 1] = channels;
    return type.withShape(dims);
  }

  /** An array whose channel axis is last, brought to the layout and type it should have. */
  static Array toLayout(Array x, Layout layout, TensorType type) {
    if (layout == Layout.CHANNELS_LAST) {
      return x;
    }
    int rank = type.rank();
    int[] order = new int[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = i == 1 ? rank - 1 : i - 1;
    }
    return x.take(type, Positions.permuted(x.type().dims(), order));
  }
}
