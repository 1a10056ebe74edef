package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * NumPy's array format: numbers and truth values, in any order of bytes and axes. Arrays of
 * Python's objects are refused, since they are pickled, and pickle is code.
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no such array; it names the file
   */
  public static TensorData read(Path file) throws IOException {
    try {
      return parse(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The array in these bytes.
   *
   * @throws IllegalArgumentException if they are not such an array
   */
  public static TensorData parse(byte[] bytes) {
    NpyHeader header = NpyHeader.parse(bytes);
    TensorType type = header.type();
    if (type.bytes() != bytes.length - header.start()) {
      throw new IllegalArgumentException(
          "an .npy array of type %s has %d bytes".formatted(type, bytes.length - header.start()));
    }
    ByteBuffer elements = ByteBuffer.allocateDirect((int) type.bytes());
    elements.put(bytes, header.start(), (int) type.bytes()).flip();
    if (ByteOrder.nativeOrder() != header.order()) {
      reverseEach(elements, type.dtype().getNumOfBytes());
    }
    TensorData data = TensorData.wrap(type, elements.order(ByteOrder.nativeOrder()));
    return header.columns() ? rowMajor(data) : data;
  }

  /** The same array, whose elements lie with the first axis running fastest. */
  private static TensorData rowMajor(TensorData columns) {
    TensorData rows = TensorData.zeros(columns.type());
    long[] dims = columns.type().dims();
    int width = columns.dtype().getNumOfBytes();
    ByteBuffer from = columns.bytes();
    ByteBuffer to = rows.bytes();
    for (long place = 0; place < rows.size(); place++) {
      long rest = place;
      long source = 0;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        long stride = 1;
        for (int before = 0; before < axis; before++) {
          stride *= dims[before];
        }
        source += rest % dims[axis] * stride;
        rest /= dims[axis];
      }
      for (int i = 0; i < width; i++) {
        to.put((int) (place * width + i), from.get((int) (source * width + i)));
      }
    }
    return rows;
  }

  /**
   * A tensor as such an array.
   *
   * @throws IllegalArgumentException if NumPy has no such element type
   */
  public static byte[] bytes(TensorData data) {
    byte[] header = NpyHeader.bytes(data.type());
    ByteBuffer elements = ByteBuffer.allocate((int) data.type().bytes()).put(data.bytes()).flip();
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      reverseEach(elements, data.dtype().getNumOfBytes());
    }
    return ByteBuffer.allocate(header.length + elements.remaining())
        .put(header)
        .put(elements)
        .array();
  }

  private static void reverseEach(ByteBuffer elements, int width) {
    for (int i = 0; i + width <= elements.limit(); i += width) {
      for (int a = i, b = i + width - 1; a < b; a++, b--) {
        byte other = elements.get(a);
        elements.put(a, elements.get(b)).put(b, other);
      }
    }
  }
}
