package io.trihorn.datasets;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Images of CIFAR as Python pickled them: all of one channel, then all of the next. */
final class CifarBatch {
  private static final int SIZE = 32;
  private static final int PIXELS = SIZE * SIZE;

  private CifarBatch() {}

  /**
   * Images uint8 {@code (rows, 32, 32, 3)} and labels uint8 {@code (rows, 1)}.
   *
   * @param labels the name of the labels that count
   */
  static LabeledArrays read(byte[] pickle, String labels) throws IOException {
    if (!(Pickle.read(new ByteArrayInputStream(pickle)) instanceof Map<?, ?> map)
        || !(map.get("data") instanceof Pickle.Array data)) {
      throw new IOException("expected a map with data and " + labels);
    }
    byte[] planes = data.bytes();
    List<Integer> numbers = Archives.integers(map.get(labels));
    int rows = numbers.size();
    if (planes.length != rows * 3 * PIXELS) {
      throw new IOException(
          "expected " + rows + " images of 3072 bytes, but got " + planes.length + " bytes");
    }
    TensorData images = TensorData.zeros(TensorType.of(DataType.UINT8, rows, SIZE, SIZE, 3));
    byte[] image = new byte[3 * PIXELS];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < image.length; i++) {
        image[i] = planes[row * image.length + i % 3 * PIXELS + i / 3];
      }
      images.bytes().put(row * image.length, image);
    }
    TensorData column = TensorData.zeros(TensorType.of(DataType.UINT8, rows, 1));
    for (int row = 0; row < rows; row++) {
      column.setLong(row, numbers.get(row));
    }
    return new LabeledArrays(images, column);
  }
}
