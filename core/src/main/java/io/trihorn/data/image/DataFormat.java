package io.trihorn.data.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** Where the channels of an image stand. */
enum DataFormat {
  CHANNELS_LAST,
  CHANNELS_FIRST;

  static DataFormat parse(String name) {
    return switch (name) {
      case "channels_last" -> CHANNELS_LAST;
      case "channels_first" -> CHANNELS_FIRST;
      default ->
          throw new IllegalArgumentException(
              "dataFormat: expected channels_last or channels_first, but got '" + name + "'");
    };
  }

  /** In this format, of what has its channels last. */
  TensorData of(TensorData last) {
    return this == CHANNELS_LAST ? last : moved(last, 2, 0, 1);
  }

  /** With the channels last, of what is in this format. */
  TensorData toLast(TensorData image) {
    return this == CHANNELS_LAST ? image : moved(image, 1, 2, 0);
  }

  private static TensorData moved(TensorData x, int first, int second, int third) {
    long[] dims = x.type().dims();
    long[] strides = {dims[1] * dims[2], dims[2], 1};
    DataType dtype = x.dtype();
    TensorData out = TensorData.zeros(TensorType.of(dtype, dims[first], dims[second], dims[third]));
    long place = 0;
    for (long i = 0; i < dims[first]; i++) {
      for (long j = 0; j < dims[second]; j++) {
        for (long k = 0; k < dims[third]; k++) {
          long from = i * strides[first] + j * strides[second] + k * strides[third];
          out.setDouble(place++, x.getDouble(from));
        }
      }
    }
    return out;
  }
}
