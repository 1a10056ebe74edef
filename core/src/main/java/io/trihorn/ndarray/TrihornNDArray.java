package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A DJL array whose operations are lazy and look eager: each gives an array whose type and shape
 * are known, and whose values are computed when somebody looks at them, by the manager's backend,
 * in one program with all that they need. Programs are found again by what they do, so that a
 * loop's body is compiled in its first rounds; numbers in it may change. Computed values stay with
 * the backend.
 *
 * <p>What only names elements anew shares them with this array, as in PyTorch: indices without
 * arrays, {@code reshape}, {@code flatten}, {@code squeeze}, {@code expandDims}, {@code transpose},
 * {@code swapAxes}, {@code split}, {@code diagonal} and {@code broadcast}. All else copies, and so
 * does {@code reshape} where the elements lie in another order. Two arrays are equal if type, shape
 * and elements are. What is not computed throws {@link UnsupportedOperationException}.
 */
public final class TrihornNDArray extends SpectralArray {
  private static final Set<DataType> READ_AS_FLOATS =
      EnumSet.of(DataType.FLOAT32, DataType.FLOAT16, DataType.BFLOAT16);

  TrihornNDArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /**
   * An array over these elements, which are not copied, attached to no manager: it goes when
   * nothing refers to it any more.
   */
  public static TrihornNDArray of(TensorData data) {
    return new TrihornNDArray(
        TrihornNDManager.system(), new Storage(Cell.of(data), true), View.whole(data.shape()));
  }

  /**
   * The elements, not copied: writing to them writes to this array. They are computed if they are
   * pending.
   *
   * @throws IllegalStateException after close, and for a view whose elements do not lie one after
   *     another, such as a transposed array: {@code duplicate()} has them so
   */
  public TensorData data() {
    View part = view();
    if (!part.isDense()) {
      throw new IllegalStateException(
          "this array is a view of "
              + part.shape()
              + " whose elements do not lie one after another; use its duplicate()");
    }
    TensorData all = storage().expose(this::runtime);
    if (part.isWhole()) {
      return shaped(all);
    }
    int width = getDataType().getNumOfBytes();
    ByteBuffer bytes = all.bytes();
    bytes.position(Math.toIntExact(part.offset() * width));
    bytes.limit(Math.toIntExact((part.offset() + part.shape().size()) * width));
    return TensorData.wrap(
        new TensorType(getDataType(), part.shape()), bytes.slice().order(ByteOrder.nativeOrder()));
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

  /** Takes the elements of another array, which is closed. */
  @Override
  public void intern(NDArray replaced) {
    if (replaced instanceof LazyArray lazy) {
      take(lazy.storage(), lazy.view());
    } else {
      Cell copied = Cell.of(HostValues.of(replaced));
      take(new Storage(copied, false), View.whole(replaced.getShape()));
    }
    replaced.close();
  }

  /**
   * The elements in native byte order.
   *
   * @param tryDirect true for the elements as they are, to be read only, false for a copy
   */
  @Override
  public ByteBuffer toByteBuffer(boolean tryDirect) {
    return tryDirect
        ? elements().bytes().asReadOnlyBuffer().order(ByteOrder.nativeOrder())
        : elements().copy().bytes();
  }

  @Override
  public float[] toFloatArray() {
    // DJL's way copies float32 twice.
    return READ_AS_FLOATS.contains(getDataType())
        ? elements().toFloatArray()
        : super.toFloatArray();
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
    if (dataType == DataType.COMPLEX64) {
      return withImaginary();
    }
    if (isOnHost()) {
      return named(elements().cast(dataType));
    }
    NDArray converted = wrap(cellOf(converting(dataType), operand()));
    converted.setName(name);
    return converted;
  }

  @Override
  public NDArray duplicate() {
    if (isOnHost()) {
      return named(elements().copy());
    }
    NDArray copy = wrap(operand());
    copy.setName(name);
    return copy;
  }

  private NDArray named(TensorData elements) {
    NDArray array = wrap(Cell.of(elements));
    array.setName(name);
    return array;
  }

  /** Overwrites the elements with a buffer's next ones of this type; what is beyond is not read. */
  @Override
  public void set(Buffer buffer) {
    TensorType type = new TensorType(getDataType(), getShape());
    long width = buffer instanceof ByteBuffer ? getDataType().getNumOfBytes() : 1;
    long wanted = size() * width;
    Buffer part = buffer;
    if (buffer.remaining() > wanted) {
      part = buffer.duplicate().limit(Math.toIntExact(buffer.position() + wanted));
      part = part instanceof ByteBuffer b ? b.order(((ByteBuffer) buffer).order()) : part;
    }
    overwrite(HostValues.copyOf(part, type));
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
      other.overwrite(elements());
    } else {
      array.set(getDataType().asDataType(toByteBuffer(false)));
    }
  }

  @Override
  public NDArray get(NDIndex index) {
    return get(manager, index);
  }

  /**
   * What the index selects: with positions, slices, the ellipsis and new axes a view that shares
   * this array's elements, with arrays of positions and masks a copy.
   */
  @Override
  public NDArray get(NDManager manager, NDIndex index) {
    return new ArrayIndexer(manager).get(this, index);
  }

  /** Overwrites what the index selects with a value that is broadcast to it. */
  @Override
  public void set(NDIndex index, NDArray value) {
    new ArrayIndexer(manager).set(this, index, value);
  }

  @Override
  public void set(NDIndex index, Number value) {
    new ArrayIndexer(manager).set(this, index, value);
  }

  @Override
  public void set(NDIndex index, Function<NDArray, NDArray> function) {
    set(index, function.apply(get(index)));
  }

  /** Overwrites the elements where a mask holds, or those at an array's positions. */
  @Override
  public void set(NDArray index, Number value) {
    set(new NDIndex("{}", index), value);
  }

  @Override
  public void setScalar(NDIndex index, Number value) {
    new ArrayIndexer(manager).setScalar(this, index, value);
  }

  /**
   * This array under another shape; one extent may be -1. It shares its elements, unless they lie
   * in an order that has to be copied.
   */
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
    return shapedAs(new Shape(dims));
  }

  private NDArray shapedAs(Shape other) {
    return view()
        .reshape(other)
        .map(this::seenAs)
        .orElseGet(() -> wrap(cellOf(ViewStep.reshaping(other), operand())));
  }

  @Override
  public NDArray flatten() {
    return reshape(new Shape(size()));
  }

  /** The axes from one to another, both included, as one. */
  @Override
  public NDArray flatten(int startDim, int endDim) {
    long[] dims = getShape().getShape();
    int first = startDim < 0 ? startDim + dims.length : startDim;
    int last = endDim < 0 ? endDim + dims.length : endDim;
    if (first < 0 || last >= dims.length || first > last) {
      throw new IllegalArgumentException(
          "flatten: " + getShape() + " has no axes from " + startDim + " to " + endDim);
    }
    long[] flat = new long[dims.length - (last - first)];
    System.arraycopy(dims, 0, flat, 0, first);
    flat[first] = Arrays.stream(dims, first, last + 1).reduce(1, (a, b) -> a * b);
    System.arraycopy(dims, last + 1, flat, first + 1, dims.length - last - 1);
    return reshape(new Shape(flat));
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
    return shapedAs(new Shape(expanded));
  }

  @Override
  public NDArray squeeze(int[] axes) {
    if (getShape().isScalar() && Arrays.equals(axes, new int[1])) {
      return shapedAs(getShape());
    }
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
    long[] left = new long[dims.length];
    int count = 0;
    for (int i = 0; i < dims.length; i++) {
      if (!drop[i]) {
        left[count++] = dims[i];
      }
    }
    return shapedAs(new Shape(Arrays.copyOf(left, count)));
  }

  /** Whether all elements are this number; booleans are none. */
  @Override
  public boolean contentEquals(Number number) {
    if (getDataType() == DataType.BOOLEAN) {
      return false;
    }
    TensorData elements = elements();
    double expected = number.doubleValue();
    for (long i = 0; i < elements.size(); i++) {
      if (elements.getDouble(i) != expected) {
        return false;
      }
    }
    return true;
  }

  /** Whether another array, of any engine, has this type, shape and equal elements. */
  @Override
  public boolean contentEquals(NDArray other) {
    if (other == this) {
      return true;
    }
    if (other == null
        || other.getDataType() != getDataType()
        || !other.getShape().equals(getShape())) {
      return false;
    }
    TensorData actual = elements();
    TensorData expected = HostValues.of(other);
    return getDataType().isFloating() ? sameNumbers(actual, expected) : actual.equals(expected);
  }

  /** Zeros of both signs are equal, and so is what is no number. */
  private static boolean sameNumbers(TensorData actual, TensorData expected) {
    for (long i = 0; i < actual.size(); i++) {
      double a = actual.getDouble(i);
      double b = expected.getDouble(i);
      if (a != b && !(Double.isNaN(a) && Double.isNaN(b))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean allClose(NDArray other, double rtol, double atol, boolean equalNan) {
    TensorData actual = elements();
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

  /** This array, which is dense. */
  @Override
  public NDArray toDense() {
    return this;
  }

  @Override
  public NDArrayEx getNDArrayInternal() {
    return new ArrayFunctions(this);
  }
}
