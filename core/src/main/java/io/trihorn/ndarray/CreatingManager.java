package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import java.nio.Buffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Makes arrays of given and of regular elements. */
abstract class CreatingManager extends BaseNDManager {
  private static final Set<DataType> NOT_HELD =
      EnumSet.of(DataType.COMPLEX64, DataType.UINT64, DataType.STRING, DataType.UNKNOWN);

  CreatingManager(NDManager parent, Device device) {
    super(parent, device);
  }

  /** A type of arrays; fails where there are none of these elements. */
  static TensorType type(DataType dtype, Shape shape) {
    if (NOT_HELD.contains(dtype)) {
      throw new UnsupportedOperationException(
          "Trihorn's arrays hold real numbers and booleans: expected none of "
              + NOT_HELD
              + ", but got "
              + dtype
              + " of "
              + shape
              + "; use INT64 or FLOAT64");
    }
    return new TensorType(dtype, shape);
  }

  /** An array over elements that nobody else has. */
  final NDArray made(TensorData data) {
    return LazyArray.wrap(this, Cell.of(data));
  }

  @Override
  public NDArray create(Shape shape, DataType dataType) {
    return made(TensorData.zeros(type(dataType, shape)));
  }

  /**
   * A copy of a buffer's remaining elements. A {@code ByteBuffer} holds elements of any type, in
   * the buffer's own byte order.
   *
   * @throws IllegalArgumentException if the buffer has not exactly the elements of the shape, or is
   *     of another type
   */
  @Override
  public NDArray create(Buffer data, Shape shape, DataType dataType) {
    return made(HostValues.copyOf(data, type(dataType, shape)));
  }

  @Override
  public NDArray zeros(Shape shape, DataType dataType) {
    return create(shape, dataType);
  }

  @Override
  public NDArray ones(Shape shape, DataType dataType) {
    return made(TensorData.full(type(dataType, shape), 1));
  }

  @Override
  public NDArray full(Shape shape, int value) {
    return made(TensorData.full(new TensorType(DataType.INT32, shape), value));
  }

  @Override
  public NDArray full(Shape shape, float value, DataType dataType) {
    return made(TensorData.full(type(dataType, shape), value));
  }

  @Override
  public NDArray arange(int start, int stop, int step, DataType dataType) {
    return range(start, stop, step, dataType);
  }

  @Override
  public NDArray arange(float start, float stop, float step, DataType dataType) {
    return range(start, stop, step, dataType);
  }

  private NDArray range(double start, double stop, double step, DataType dataType) {
    if (step == 0) {
      throw new IllegalArgumentException("arange: expected a step other than 0");
    }
    long count = Math.max(0, (long) Math.ceil((stop - start) / step));
    TensorData data = TensorData.zeros(type(dataType, new Shape(count)));
    for (long i = 0; i < count; i++) {
      data.setDouble(i, start + i * step);
    }
    return made(data);
  }

  @Override
  public NDArray eye(int rows, int cols, int k, DataType dataType) {
    TensorData data = TensorData.zeros(type(dataType, new Shape(rows, cols)));
    for (long row = Math.max(0, -(long) k); row < rows && row + k < cols; row++) {
      data.setDouble(row * cols + row + k, 1);
    }
    return made(data);
  }

  @Override
  public NDArray linspace(float start, float stop, int num, boolean endpoint) {
    if (num < 0) {
      throw new IllegalArgumentException("linspace: expected 0 or more numbers, but got " + num);
    }
    double step = ((double) stop - start) / Math.max(1, endpoint ? num - 1 : num);
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, num));
    for (int i = 0; i < num; i++) {
      data.setDouble(i, start + i * step);
    }
    return made(data);
  }

  @Override
  public NDArray create(String[] data, Charset charset, Shape shape) {
    throw new UnsupportedOperationException(
        "Trihorn's arrays hold numbers and booleans, not strings: turn text into numbers first");
  }

  @Override
  public NDArray createCSR(Buffer data, long[] indptr, long[] indices, Shape shape) {
    throw sparse();
  }

  @Override
  public NDArray createRowSparse(Buffer data, Shape dataShape, long[] indices, Shape shape) {
    throw sparse();
  }

  @Override
  public NDArray createCoo(Buffer data, long[][] indices, Shape shape) {
    throw sparse();
  }

  private static UnsupportedOperationException sparse() {
    return new UnsupportedOperationException(
        "Trihorn's arrays are dense: scatter the values into an array of zeros first");
  }

  @Override
  public NDList load(Path path) {
    throw new UnsupportedOperationException(
        "cannot load " + path + ": read .npz and .safetensors files with NDList.decode");
  }
}
