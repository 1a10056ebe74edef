package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Whatever a user hands in as {@link TensorData}: Trihorn's arrays and tensors as they are, arrays
 * of other engines and Java arrays as copies.
 */
public final class HostValues {
  private static final Map<Class<?>, DataType> NUMBER_TYPES =
      Map.of(
          Float.class, DataType.FLOAT32,
          Double.class, DataType.FLOAT64,
          Integer.class, DataType.INT32,
          Long.class, DataType.INT64,
          Short.class, DataType.INT16,
          Byte.class, DataType.INT8);

  private HostValues() {}

  /**
   * The elements of a value.
   *
   * @param value a {@link TensorData} or an {@link NDArray} of Trihorn's (not copied where it is on
   *     the host, computed where it is pending), an {@link NDArray} of another engine, a Java
   *     array, nested or not, a list or array of boxed numbers or booleans, nested or not, a number
   *     or boolean (a scalar), or {@link Texts}, a text or an array or list of texts, which become
   *     bytes
   * @throws IllegalArgumentException if it is something else
   */
  public static TensorData of(Object value) {
    if (value instanceof TensorData data) {
      return data;
    }
    if (value instanceof LazyArray array) {
      return array.elements();
    }
    if (value instanceof NDArray array) {
      return foreign(array);
    }
    if (Texts.areTexts(value)) {
      return Texts.of(value).toTensor();
    }
    if (JavaArrays.isArray(value)) {
      return JavaArrays.toTensor(value);
    }
    if (BoxedNumbers.are(value)) {
      return BoxedNumbers.toTensor(value);
    }
    if (value instanceof Boolean b) {
      return TensorData.scalar(DataType.BOOLEAN, b ? 1 : 0);
    }
    if (value instanceof Number number) {
      return scalar(number);
    }
    throw new IllegalArgumentException(
        "expected an NDArray, a TensorData, a Java array or list of numbers or booleans, or a number,"
            + " but got "
            + (value == null ? "null" : value.getClass().getSimpleName()));
  }

  /**
   * The elements of several values.
   *
   * @param values one value as in {@link #of}, or a list (such as an {@code NDList}) or an array of
   *     them
   */
  public static List<TensorData> listOf(Object values) {
    return listOf(values, HostValues::of);
  }

  /**
   * What is made of several values.
   *
   * @param values as in {@link #listOf(Object)}
   * @param one makes it of one
   */
  public static <T> List<T> listOf(Object values, Function<Object, T> one) {
    if (isOne(values)) {
      return List.of(one.apply(values));
    }
    if (values instanceof List<?> list) {
      return list.stream().map(value -> one.apply(value)).toList();
    }
    if (values instanceof Object[] array) {
      return Arrays.stream(array).map(one).toList();
    }
    return List.of(one.apply(values));
  }

  /** Whether a list or an array of whatever depth is one value, of numbers or of texts. */
  public static boolean isOne(Object value) {
    return JavaArrays.isArray(value) || Texts.areTexts(value) || BoxedNumbers.are(value);
  }

  static DataType typeOf(Class<?> number) {
    return number == Boolean.class ? DataType.BOOLEAN : NUMBER_TYPES.get(number);
  }

  /**
   * The element type of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DataType typeOf(Number number) {
    DataType dtype = NUMBER_TYPES.get(number.getClass());
    if (dtype == null) {
      throw new IllegalArgumentException(
          "expected a float, double, int, long, short or byte, but got "
              + number.getClass().getName());
    }
    return dtype;
  }

  private static TensorData scalar(Number number) {
    DataType dtype = typeOf(number);
    TensorData scalar = TensorData.zeros(TensorType.of(dtype));
    if (dtype.isFloating()) {
      scalar.setDouble(0, number.doubleValue());
    } else {
      scalar.setLong(0, number.longValue());
    }
    return scalar;
  }

  private static TensorData foreign(NDArray array) {
    if (array.isSparse()) {
      throw new IllegalArgumentException("expected a dense array: call toDense() on it first");
    }
    TensorType type = new TensorType(array.getDataType(), array.getShape());
    // Not the direct view, which would dangle when the engine frees the array.
    ByteBuffer bytes = array.toByteBuffer();
    return bytes.isDirect()
            && bytes.order() == ByteOrder.nativeOrder()
            && bytes.remaining() == type.bytes()
        ? TensorData.wrap(type, bytes)
        : copyOf(bytes, type);
  }

  /**
   * A copy of a buffer's remaining elements, leaving its position. A {@link ByteBuffer} holds
   * elements of any type, in the buffer's own byte order.
   *
   * @param type the type of the result; the buffer must have as many elements
   * @throws ShapeException if it has fewer or more
   * @throws IllegalArgumentException if it is of another type
   */
  public static TensorData copyOf(Buffer source, TensorType type) {
    TensorData out = TensorData.zeros(type);
    copy(source, out);
    return out;
  }

  /**
   * Copies a buffer's remaining elements, leaving its position. Bytes are read in their buffer's
   * byte order; a buffer of 16, 32 or 64-bit integers serves signed and unsigned types, and one of
   * shorts the narrow floats too.
   *
   * @throws ShapeException if there are fewer or more than the target takes
   * @throws IllegalArgumentException if the buffer is of another type than the target
   */
  static void copy(Buffer source, TensorData target) {
    int width = target.dtype().getNumOfBytes();
    long elements = source.remaining();
    if (source instanceof ByteBuffer && elements % width == 0) {
      elements /= width;
    }
    if (elements != target.size()) {
      throw new ShapeException(
          target.type() + " has " + target.size() + " elements, but the buffer has " + elements);
    }
    ByteBuffer out = target.bytes();
    if (source instanceof ByteBuffer b) {
      copyBytes(b, out, width);
    } else if (source instanceof FloatBuffer b && target.dtype() == DataType.FLOAT32) {
      out.asFloatBuffer().put(b.duplicate());
    } else if (source instanceof DoubleBuffer b && target.dtype() == DataType.FLOAT64) {
      out.asDoubleBuffer().put(b.duplicate());
    } else if (source instanceof IntBuffer b && width == 4 && target.dtype().isInteger()) {
      out.asIntBuffer().put(b.duplicate());
    } else if (source instanceof LongBuffer b && width == 8 && target.dtype().isInteger()) {
      out.asLongBuffer().put(b.duplicate());
    } else if (source instanceof ShortBuffer b && width == 2) {
      out.asShortBuffer().put(b.duplicate());
    } else {
      throw new IllegalArgumentException(
          "expected a buffer of "
              + target.dtype()
              + " elements, but got a "
              + DataType.fromBuffer(source)
              + " one: convert with toType after creating the array");
    }
  }

  private static void copyBytes(ByteBuffer source, ByteBuffer out, int width) {
    ByteBuffer in = source.duplicate().order(source.order());
    if (source.order() == ByteOrder.nativeOrder() || width == 1) {
      out.put(in);
    } else {
      switch (width) {
        case 2 -> out.asShortBuffer().put(in.asShortBuffer());
        case 4 -> out.asIntBuffer().put(in.asIntBuffer());
        default -> out.asLongBuffer().put(in.asLongBuffer());
      }
    }
  }
}
