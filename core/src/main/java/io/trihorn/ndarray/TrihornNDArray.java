package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A DJL array that holds its values in host memory. It can be created, read, written, sliced,
 * reshaped, converted and compared; everything that computes throws {@link
 * UnsupportedOperationException}.
 *
 * <p>{@code reshape}, {@code flatten}, {@code squeeze} and {@code expandDims} share the elements
 * with this array; {@code get}, {@code toType} and {@code duplicate} copy them. Two arrays are
 * equal if type, shape and bits are.
 */
public final class TrihornNDArray extends NDArrayAdapter {
  private static final Set<DataType> READ_AS_FLOATS =
      EnumSet.of(DataType.FLOAT32, DataType.FLOAT16, DataType.BFLOAT16);

  private static final AtomicLong MADE = new AtomicLong();

  private TensorData data;

  TrihornNDArray(NDManager manager, TensorData data) {
    super(manager, TrihornNDManager.REFUSING, data.shape(), data.dtype(), nextUid());
    this.data = data;
    manager.attachInternal(uid, this);
    NDScope.register(this);
  }

  /**
   * A name of its own for managers. DJL's are random, and a loop that generates would draw secure
   * random numbers at every step.
   */
  private static String nextUid() {
    return "trihorn-" + MADE.incrementAndGet();
  }

  /**
   * An array over these elements, which are not copied, attached to no manager: it goes when
   * nothing refers to it any more.
   */
  public static TrihornNDArray of(TensorData data) {
    return new TrihornNDArray(TrihornNDManager.system(), data);
  }

  /**
   * The elements, not copied: writing to them writes to this array.
   *
   * @throws IllegalStateException after close
   */
  public TensorData data() {
    TensorData current = data;
    if (current == null) {
      throw new IllegalStateException(
          "this array is closed: its manager was closed before it was used, or it was itself");
    }
    return current;
  }

  @Override
  public void attach(NDManager manager) {
    detach();
    this.manager = manager;
    manager.attachInternal(uid, this);
  }

  @Override
  public void returnResource(NDManager manager) {
    detach();
    this.manager = manager;
    manager.attachUncappedInternal(uid, this);
  }

  @Override
  public void detach() {
    manager.detachInternal(uid);
    manager = TrihornNDManager.system();
  }

  @Override
  public List<NDArray> getResourceNDArrays() {
    return List.of(this);
  }

  @Override
  public void close() {
    super.close();
    data = null;
  }

  /** Takes the elements of another array, which is closed. */
  @Override
  public void intern(NDArray replaced) {
    data = HostValues.of(replaced);
    shape = data.shape();
    dataType = data.dtype();
    replaced.close();
  }

  /**
   * The elements in native byte order.
   *
   * @param tryDirect true for a view that shares the elements, false for a copy
   */
  @Override
  public ByteBuffer toByteBuffer(boolean tryDirect) {
    return tryDirect ? data().bytes() : data().copy().bytes();
  }

  @Override
  public float[] toFloatArray() {
    // DJL's way copies float32 twice.
    return READ_AS_FLOATS.contains(getDataType()) ? data().toFloatArray() : super.toFloatArray();
  }

  @Override
  public Number[] toArray() {
    if (getDataType() == DataType.BFLOAT16) {
      float[] values = toFloatArray();
      return IntStream.range(0, values.length).mapToObj(i -> values[i]).toArray(Number[]::new);
    }
    return super.toArray();
  }

  @Override
  public NDArray toDevice(Device device, boolean copy) {
    if (!device.equals(getDevice())) {
      throw new IllegalArgumentException(
          "Trihorn's arrays are host values: expected cpu(), but got "
              + device
              + ". A backend moves them to its device by itself.");
    }
    return copy ? duplicate() : this;
  }

  @Override
  public NDArray toType(DataType dataType, boolean copy) {
    if (dataType == getDataType()) {
      return copy ? duplicate() : this;
    }
    return named(data().cast(dataType));
  }

  @Override
  public NDArray duplicate() {
    return named(data().copy());
  }

  private NDArray named(TensorData elements) {
    NDArray array = new TrihornNDArray(manager, elements);
    array.setName(name);
    return array;
  }

  /** Overwrites the elements with a buffer's remaining ones, as many and of this type. */
  @Override
  public void set(Buffer buffer) {
    HostValues.copy(buffer, data());
  }

  /** Overwrites the elements with these bytes, which are in native byte order. */
  @Override
  public void set(byte[] bytes) {
    set(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
  }

  /** Overwrites this array with another of the same shape and type, or copies it to that. */
  @Override
  public void copyTo(NDArray array) {
    if (array instanceof TrihornNDArray other) {
      other.data().copyFrom(data());
    } else {
      array.set(getDataType().asDataType(toByteBuffer(false)));
    }
  }

  @Override
  public NDArray get(NDIndex index) {
    return get(manager, index);
  }

  /** A copy of the elements that fixed indices and slices with a positive step select. */
  @Override
  public NDArray get(NDManager manager, NDIndex index) {
    Slicing slicing = Slicing.of(index, getShape());
    TensorData part = TensorData.zeros(new TensorType(getDataType(), slicing.shape()));
    slicing.read(data().bytes(), part.bytes(), getDataType().getNumOfBytes());
    return new TrihornNDArray(manager, part);
  }

  /** Overwrites the elements that the index selects with an array of the selection's shape. */
  @Override
  public void set(NDIndex index, NDArray value) {
    Slicing slicing = Slicing.of(index, getShape());
    TensorData part = HostValues.of(value);
    TensorType expected = new TensorType(getDataType(), slicing.shape());
    if (!part.type().equals(expected)) {
      throw new IllegalArgumentException(
          "set: the index selects " + expected + ", but got " + part.type());
    }
    slicing.write(part.bytes(), data().bytes(), getDataType().getNumOfBytes());
  }

  /** Overwrites the elements that the index selects with one value. */
  @Override
  public void set(NDIndex index, Number value) {
    Slicing slicing = Slicing.of(index, getShape());
    TensorType type = new TensorType(getDataType(), slicing.shape());
    TensorData part = TensorData.full(type, value.doubleValue());
    slicing.write(part.bytes(), data().bytes(), getDataType().getNumOfBytes());
  }

  @Override
  public void set(NDIndex index, Function<NDArray, NDArray> function) {
    try (NDArray part = get(index);
        NDArray changed = function.apply(part)) {
      set(index, changed);
    }
  }

  @Override
  public void setScalar(NDIndex index, Number value) {
    if (!Slicing.of(index, getShape()).shape().isScalar()) {
      throw new IllegalArgumentException("setScalar: the index selects more than one element");
    }
    set(index, value);
  }

  /** This array under another shape, sharing its elements; one extent may be -1. */
  @Override
  public NDArray reshape(Shape shape) {
    long[] dims = shape.getShape().clone();
    long known = Arrays.stream(dims).filter(d -> d != -1).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1 && known > 0) {
        dims[i] = size() / known;
        known *= dims[i];
      }
    }
    if (known != size() || Arrays.stream(dims).anyMatch(d -> d < 0)) {
      throw new IllegalArgumentException(
          "reshape: cannot see " + getShape() + ", " + size() + " elements, as " + shape);
    }
    return named(data().reshape(dims));
  }

  @Override
  public NDArray flatten() {
    return reshape(new Shape(size()));
  }

  @Override
  public NDArray expandDims(int axis) {
    long[] dims = getShape().getShape();
    int at = axis < 0 ? axis + dims.length + 1 : axis;
    if (at < 0 || at > dims.length) {
      throw new IllegalArgumentException("expandDims: " + getShape() + " has no place for " + axis);
    }
    long[] expanded = new long[dims.length + 1];
    System.arraycopy(dims, 0, expanded, 0, at);
    expanded[at] = 1;
    System.arraycopy(dims, at, expanded, at + 1, dims.length - at);
    return named(data().reshape(expanded));
  }

  @Override
  public NDArray squeeze(int[] axes) {
    long[] dims = getShape().getShape();
    boolean[] drop = new boolean[dims.length];
    for (int axis : axes) {
      int at = axis < 0 ? axis + dims.length : axis;
      if (at < 0 || at >= dims.length || dims[at] != 1) {
        throw new IllegalArgumentException(
            "squeeze: axis " + axis + " of " + getShape() + " is not of extent 1");
      }
      drop[at] = true;
    }
    return named(
        data()
            .reshape(
                IntStream.range(0, dims.length)
                    .filter(i -> !drop[i])
                    .mapToLong(i -> dims[i])
                    .toArray()));
  }

  @Override
  public boolean contentEquals(Number number) {
    TensorData elements = data();
    double expected = number.doubleValue();
    for (long i = 0; i < elements.size(); i++) {
      if (elements.getDouble(i) != expected) {
        return false;
      }
    }
    return true;
  }

  /** Whether another array, of any engine, has this type, shape and these bits. */
  @Override
  public boolean contentEquals(NDArray other) {
    return other == this || data().equals(HostValues.of(other));
  }

  @Override
  public boolean allClose(NDArray other, double rtol, double atol, boolean equalNan) {
    TensorData actual = data();
    TensorData expected = HostValues.of(other);
    if (!actual.shape().equals(expected.shape())) {
      return false;
    }
    for (long i = 0; i < actual.size(); i++) {
      double a = actual.getDouble(i);
      double b = expected.getDouble(i);
      boolean close =
          a == b
              || Math.abs(a - b) <= atol + rtol * Math.abs(b) && !Double.isInfinite(b)
              || equalNan && Double.isNaN(a) && Double.isNaN(b);
      if (!close) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void setRequiresGradient(boolean requiresGrad) {
    throw unsupported();
  }

  @Override
  public NDArray getGradient() {
    throw unsupported();
  }

  @Override
  public NDArray stopGradient() {
    throw unsupported();
  }

  @Override
  public String[] toStringArray(Charset charset) {
    throw new UnsupportedOperationException("this array holds " + getDataType() + ", not strings");
  }

  @Override
  public NDArray take(NDManager manager, NDArray index) {
    throw unsupported();
  }

  @Override
  public NDArray put(NDArray index, NDArray value) {
    throw unsupported();
  }

  @Override
  public NDArray scatter(NDArray index, NDArray value, int axis) {
    throw unsupported();
  }

  @Override
  public NDArray complex() {
    throw unsupported();
  }

  @Override
  public NDArray real() {
    throw unsupported();
  }

  @Override
  public NDArray conj() {
    throw unsupported();
  }

  @Override
  public NDArray diff(int n, int dim) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(TrihornNDManager.NO_OPERATIONS);
  }
}
