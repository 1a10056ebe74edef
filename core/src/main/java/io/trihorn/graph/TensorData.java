package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * A tensor's elements on the host: a dense row-major array in a direct buffer of the machine's byte
 * order, which engines read and write without copying. The memory goes when nothing refers to it
 * any more. Equal by type and bits.
 */
public final class TensorData implements TensorValue {
  private final TensorType type;
  private final ByteBuffer bytes;

  private TensorData(TensorType type, ByteBuffer bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Zeros of this type. */
  public static TensorData zeros(TensorType type) {
    long bytes = type.bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          type + " takes more than 2 GiB, which one buffer cannot hold");
    }
    return new TensorData(
        type,
        bytes <= SmallBuffers.MOST
            ? SmallBuffers.zeros((int) bytes)
            : ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder()));
  }

  /**
   * These bytes, seen as this type and not copied.
   *
   * @param bytes a direct buffer in native order whose remaining bytes are exactly those of the
   *     type
   */
  public static TensorData wrap(TensorType type, ByteBuffer bytes) {
    if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("expected a direct buffer in native byte order");
    }
    if (bytes.remaining() != type.bytes()) {
      throw new IllegalArgumentException(
          type + " takes " + type.bytes() + " bytes, but the buffer has " + bytes.remaining());
    }
    return new TensorData(type, bytes.slice().order(ByteOrder.nativeOrder()));
  }

  /** A float32 vector. */
  public static TensorData of(float[] values) {
    return of(values, values.length);
  }

  /** A float32 tensor; the number of values must be that of the shape. */
  public static TensorData of(float[] values, long... dims) {
    TensorData data = sized(DataType.FLOAT32, values.length, dims);
    data.floats().put(values);
    return data;
  }

  /** A float64 vector. */
  public static TensorData of(double[] values) {
    return of(values, values.length);
  }

  /** A float64 tensor; the number of values must be that of the shape. */
  public static TensorData of(double[] values, long... dims) {
    TensorData data = sized(DataType.FLOAT64, values.length, dims);
    data.doubles().put(values);
    return data;
  }

  /** An int32 vector. */
  public static TensorData of(int[] values) {
    return of(values, values.length);
  }

  /** An int32 tensor; the number of values must be that of the shape. */
  public static TensorData of(int[] values, long... dims) {
    TensorData data = sized(DataType.INT32, values.length, dims);
    data.ints().put(values);
    return data;
  }

  /** An int64 vector. */
  public static TensorData of(long[] values) {
    return of(values, values.length);
  }

  /** An int64 tensor; the number of values must be that of the shape. */
  public static TensorData of(long[] values, long... dims) {
    TensorData data = sized(DataType.INT64, values.length, dims);
    data.longs().put(values);
    return data;
  }

  /** A boolean vector. */
  public static TensorData of(boolean[] values) {
    return of(values, values.length);
  }

  /** A boolean tensor; the number of values must be that of the shape. */
  public static TensorData of(boolean[] values, long... dims) {
    TensorData data = sized(DataType.BOOLEAN, values.length, dims);
    for (int i = 0; i < values.length; i++) {
      data.bytes.put(i, (byte) (values[i] ? 1 : 0));
    }
    return data;
  }

  /** A scalar of this element type, the value converted to it. */
  public static TensorData scalar(DataType dtype, double value) {
    return full(TensorType.of(dtype), value);
  }

  /** A tensor of one value, converted to the element type. */
  public static TensorData full(TensorType type, double value) {
    TensorData data = zeros(type);
    if (value != 0 || 1 / value < 0) {
      data.fill(value);
    }
    return data;
  }

  private static TensorData sized(DataType dtype, long length, long... dims) {
    TensorType type = TensorType.of(dtype, dims);
    if (type.size() != length) {
      throw new ShapeException(type + " has " + type.size() + " elements, but got " + length);
    }
    return zeros(type);
  }

  @Override
  public TensorType type() {
    return type;
  }

  /** This. */
  @Override
  public TensorData toHost() {
    return this;
  }

  /** The shape. */
  public Shape shape() {
    return type.shape();
  }

  /** The number of elements. */
  public long size() {
    return type.size();
  }

  /** The bytes themselves, from position 0; a fresh view of the same memory. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.nativeOrder());
  }

  /** The elements as floats; a view, for float32 only. */
  public FloatBuffer floats() {
    require(DataType.FLOAT32);
    return bytes().asFloatBuffer();
  }

  /** The elements as doubles; a view, for float64 only. */
  public DoubleBuffer doubles() {
    require(DataType.FLOAT64);
    return bytes().asDoubleBuffer();
  }

  /** The elements as ints; a view, for int32 only. */
  public IntBuffer ints() {
    require(DataType.INT32);
    return bytes().asIntBuffer();
  }

  /** The elements as longs; a view, for int64 only. */
  public LongBuffer longs() {
    require(DataType.INT64);
    return bytes().asLongBuffer();
  }

  private void require(DataType dtype) {
    if (type.dtype() != dtype) {
      throw new IllegalStateException("expected " + dtype + " data, but this is " + type);
    }
  }

  /**
   * The element at a row-major position as a double, whatever the element type; booleans as 0 or 1.
   */
  public double getDouble(long index) {
    int i = Math.toIntExact(index);
    return switch (type.dtype()) {
      case FLOAT32 -> bytes.getFloat(i * 4);
      case FLOAT64 -> bytes.getDouble(i * 8);
      case FLOAT16 -> HalfFloats.fromHalf(bytes.getShort(i * 2));
      case BFLOAT16 -> HalfFloats.fromBfloat(bytes.getShort(i * 2));
      case INT32 -> bytes.getInt(i * 4);
      case INT64 -> bytes.getLong(i * 8);
      case INT8, BOOLEAN -> bytes.get(i);
      case UINT8 -> bytes.get(i) & 0xff;
      case INT16 -> bytes.getShort(i * 2);
      case UINT16 -> bytes.getShort(i * 2) & 0xffff;
      case UINT32 -> bytes.getInt(i * 4) & 0xffffffffL;
      default -> throw new IllegalStateException("no element access for " + type.dtype());
    };
  }

  /** The element at a row-major position as a long; floating values are truncated. */
  public long getLong(long index) {
    return type.dtype() == DataType.INT64
        ? bytes.getLong(Math.toIntExact(index) * 8)
        : (long) getDouble(index);
  }

  /**
   * Sets an element, converting to the element type (rounding to nearest even for narrow floats).
   */
  public void setDouble(long index, double value) {
    int i = Math.toIntExact(index);
    switch (type.dtype()) {
      case FLOAT32 -> bytes.putFloat(i * 4, (float) value);
      case FLOAT64 -> bytes.putDouble(i * 8, value);
      case FLOAT16 -> bytes.putShort(i * 2, HalfFloats.toHalf(value));
      case BFLOAT16 -> bytes.putShort(i * 2, HalfFloats.toBfloat(value));
      case INT32, UINT32 -> bytes.putInt(i * 4, (int) (long) value);
      case INT16, UINT16 -> bytes.putShort(i * 2, (short) (long) value);
      case INT64 -> bytes.putLong(i * 8, (long) value);
      case INT8, UINT8 -> bytes.put(i, (byte) (long) value);
      case BOOLEAN -> bytes.put(i, (byte) (value != 0 ? 1 : 0));
      default -> throw new IllegalStateException("no element access for " + type.dtype());
    }
  }

  /** Sets all elements, as {@link #setDouble} sets one. */
  public void fill(double value) {
    if (size() == 0) {
      return;
    }
    setDouble(0, value);
    int end = bytes.capacity();
    int done = type.dtype().getNumOfBytes();
    while (done < end) {
      int more = Math.min(done, end - done);
      bytes.put(done, bytes, 0, more);
      done += more;
    }
  }

  /** Sets an element of an integer or boolean tensor, keeping the low bits. */
  public void setLong(long index, long value) {
    int i = Math.toIntExact(index);
    switch (type.dtype()) {
      case INT32, UINT32 -> bytes.putInt(i * 4, (int) value);
      case INT16, UINT16 -> bytes.putShort(i * 2, (short) value);
      case INT64 -> bytes.putLong(i * 8, value);
      case INT8, UINT8 -> bytes.put(i, (byte) value);
      default -> setDouble(index, value);
    }
  }

  /** A copy of the elements as floats, converted from whatever the element type is. */
  public float[] toFloatArray() {
    float[] out = new float[Math.toIntExact(size())];
    if (type.dtype() == DataType.FLOAT32) {
      floats().get(out);
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) getDouble(i);
      }
    }
    return out;
  }

  /** A copy of the elements as doubles, converted from whatever the element type is. */
  public double[] toDoubleArray() {
    double[] out = new double[Math.toIntExact(size())];
    for (int i = 0; i < out.length; i++) {
      out[i] = getDouble(i);
    }
    return out;
  }

  /** A copy of the elements as longs, converted from whatever the element type is. */
  public long[] toLongArray() {
    return LongStream.range(0, size()).map(this::getLong).toArray();
  }

  /** A copy with another element type, each element converted. */
  public TensorData cast(DataType dtype) {
    if (dtype == type.dtype()) {
      return this;
    }
    TensorData out = zeros(type.withDtype(dtype));
    Casts.copy(this, out);
    return out;
  }

  /**
   * Overwrites these elements with those of another tensor of the same shape, each converted to
   * this element type.
   */
  public void convertFrom(TensorData source) {
    if (!shape().equals(source.shape())) {
      throw new ShapeException("expected the shape of " + type + ", but got " + source.type);
    }
    if (dtype() == source.dtype()) {
      copyFrom(source);
    } else {
      Casts.copy(source, this);
    }
  }

  /** Some rows, of the same memory: what is written to one is seen in the other. */
  public TensorData rows(int from, int count) {
    long[] dims = type.dims();
    long row = dims[0] == 0 ? 0 : type.bytes() / dims[0];
    dims[0] = count;
    ByteBuffer part = bytes();
    part.position(Math.toIntExact(from * row)).limit(Math.toIntExact((from + count) * row));
    return wrap(type.withShape(dims), part.slice().order(ByteOrder.nativeOrder()));
  }

  /** A copy. */
  public TensorData copy() {
    TensorData out = zeros(type);
    out.copyFrom(this);
    return out;
  }

  /** Overwrites these elements with those of another tensor of the same type. */
  public void copyFrom(TensorData source) {
    if (!type.equals(source.type)) {
      throw new ShapeException("expected " + type + " data, but got " + source.type);
    }
    bytes().put(source.bytes());
  }

  /**
   * Tensors end to end along the first axis.
   *
   * @param parts at least one, alike but for the extent of the first axis
   */
  public static TensorData concatenate(List<TensorData> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    long[] dims = parts.get(0).type.dims();
    dims[0] = parts.stream().mapToLong(p -> p.type.dim(0)).sum();
    TensorData whole = zeros(parts.get(0).type.withShape(dims));
    ByteBuffer target = whole.bytes();
    parts.forEach(p -> target.put(p.bytes()));
    return whole;
  }

  /** The same elements under another shape of as many; not copied. */
  public TensorData reshape(long... dims) {
    TensorType other = type.withShape(dims);
    if (other.size() != type.size()) {
      throw new ShapeException("cannot see " + type + " as " + other);
    }
    return new TensorData(other, bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TensorData d && type.equals(d.type) && bytes.equals(d.bytes);
  }

  @Override
  public int hashCode() {
    CRC32 sum = new CRC32();
    sum.update(bytes.duplicate());
    return 31 * type.hashCode() + (int) sum.getValue();
  }

  @Override
  public String toString() {
    long shown = Math.min(size(), 6);
    String values =
        LongStream.range(0, shown)
            .mapToObj(i -> type.dtype().isFloating() ? "" + getDouble(i) : "" + getLong(i))
            .collect(Collectors.joining(", "));
    return type + "{" + values + (shown < size() ? ", ...}" : "}");
  }
}
