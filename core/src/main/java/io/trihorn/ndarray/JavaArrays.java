package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tensors from Java arrays. An array's natural element type is float32 for {@code float}, float64
 * for {@code double}, int32 for {@code int}, int64 for {@code long}, int16 for {@code short}, int8
 * for {@code byte} and boolean for {@code boolean}.
 */
public final class JavaArrays {
  private static final Map<Class<?>, DataType> NATURAL_TYPES =
      Map.of(
          float.class, DataType.FLOAT32,
          double.class, DataType.FLOAT64,
          int.class, DataType.INT32,
          long.class, DataType.INT64,
          short.class, DataType.INT16,
          byte.class, DataType.INT8,
          boolean.class, DataType.BOOLEAN);

  private JavaArrays() {}

  /**
   * A copy of an array, nested or not, of any primitive element type but {@code char}.
   *
   * @param array for example a {@code float[][][]}, whose lengths become the shape
   * @throws ShapeException if rows differ in length or are null; the message says where
   * @throws IllegalArgumentException if it is no array of numbers or booleans
   */
  public static TensorData toTensor(Object array) {
    TensorData out = TensorData.zeros(type(array));
    copy(array, out, 0);
    return out;
  }

  /**
   * The type of the tensor that an array makes, without copying it.
   *
   * @throws ShapeException if rows differ in length or are null; the message says where
   * @throws IllegalArgumentException if it is no array of numbers or booleans
   */
  public static TensorType type(Object array) {
    DataType dtype = naturalType(array);
    long[] dims = dims(array);
    check(array, 0, dims, new ArrayList<>());
    return TensorType.of(dtype, dims);
  }

  /**
   * Copies an array's elements into a tensor of its element type.
   *
   * @param array an array as in {@link #toTensor(Object)}, of equal rows
   * @param offset the place of its first element among the tensor's
   * @return the place after its last
   */
  public static int copy(Object array, TensorData out, int offset) {
    if (!(array instanceof Object[] rows)) {
      write(array, out, offset);
      return offset + length(array);
    }
    int at = offset;
    for (Object row : rows) {
      at = copy(row, out, at);
    }
    return at;
  }

  /**
   * A copy of an array as another element type. Bytes become uint8 by their bits, so that {@code
   * (byte) 200} is 200; all else is converted by value.
   *
   * @see #toTensor(Object)
   */
  public static TensorData toTensor(Object array, DataType dtype) {
    return convert(toTensor(array), dtype);
  }

  /**
   * A copy of a flat array under a shape.
   *
   * @param array a one-dimensional array of a primitive type
   * @param dims the shape; the array must have as many elements
   * @throws ShapeException if the number of elements is another
   */
  public static TensorData toTensor(Object array, long... dims) {
    TensorData flat = toTensor(array);
    TensorType type = flat.type().withShape(dims);
    if (flat.type().rank() != 1) {
      throw new ShapeException(
          "a shape goes with a flat array, but got a nested one of shape " + flat.shape());
    }
    if (type.size() != flat.size()) {
      throw new ShapeException(
          type + " has " + type.size() + " elements, but the array has " + flat.size());
    }
    return flat.reshape(dims);
  }

  private static TensorData convert(TensorData data, DataType dtype) {
    return dtype == DataType.UINT8 && data.dtype() == DataType.INT8
        ? TensorData.wrap(data.type().withDtype(dtype), data.bytes())
        : data.cast(dtype);
  }

  /** Whether this is an array that can be made a tensor. */
  static boolean isArray(Object value) {
    return value != null && value.getClass().isArray() && typeOf(value.getClass()) != null;
  }

  /** How many axes an array has that can be made a tensor; 0 for anything else. */
  public static int rank(Object value) {
    if (!isArray(value)) {
      return 0;
    }
    int rank = 0;
    for (Class<?> type = value.getClass(); type.isArray(); type = type.getComponentType()) {
      rank++;
    }
    return rank;
  }

  /**
   * A copy of arrays of one kind, as the rows of one more axis.
   *
   * @throws ShapeException if they differ in kind or length, or one is null; the message says where
   */
  public static TensorData stack(List<?> arrays) {
    Class<?> kind = arrays.get(0).getClass();
    Object rows = Array.newInstance(kind, arrays.size());
    for (int i = 0; i < arrays.size(); i++) {
      Object row = arrays.get(i);
      if (row != null && row.getClass() != kind) {
        throw new ShapeException(
            "array[%d] is a %s, but its first sibling is a %s: the rows of a tensor are of one kind"
                .formatted(i, row.getClass().getSimpleName(), kind.getSimpleName()));
      }
      Array.set(rows, i, row);
    }
    return toTensor(rows);
  }

  private static DataType naturalType(Object array) {
    DataType dtype = array == null ? null : typeOf(array.getClass());
    if (dtype == null || !array.getClass().isArray()) {
      throw new IllegalArgumentException(
          "expected an array of float, double, int, long, short, byte or boolean, nested or not,"
              + " but got "
              + (array == null ? "null" : array.getClass().getSimpleName()));
    }
    return dtype;
  }

  private static DataType typeOf(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return NATURAL_TYPES.get(element);
  }

  /** The lengths along the first row of each level; {@link #check} sees that all others agree. */
  private static long[] dims(Object array) {
    long[] dims = new long[rank(array)];
    Object row = array;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = row == null ? 0 : length(row);
      row = row instanceof Object[] rows && rows.length > 0 ? rows[0] : null;
    }
    return dims;
  }

  private static int length(Object row) {
    return Array.getLength(row);
  }

  private static void check(Object row, int axis, long[] dims, List<Integer> path) {
    if (row == null) {
      throw new ShapeException("array" + path + " is null: every row of a tensor must be there");
    }
    if (length(row) != dims[axis]) {
      throw new ShapeException(
          "array"
              + path
              + " has length "
              + length(row)
              + ", but its first sibling has "
              + dims[axis]
              + ": the rows of a tensor are of one length (pad the shorter ones)");
    }
    if (row instanceof Object[] rows) {
      for (int i = 0; i < rows.length; i++) {
        path.add(i);
        check(rows[i], axis + 1, dims, path);
        path.remove(path.size() - 1);
      }
    }
  }

  private static void write(Object row, TensorData out, int offset) {
    if (row instanceof float[] values) {
      out.floats().put(offset, values);
    } else if (row instanceof double[] values) {
      out.doubles().put(offset, values);
    } else if (row instanceof int[] values) {
      out.ints().put(offset, values);
    } else if (row instanceof long[] values) {
      out.longs().put(offset, values);
    } else if (row instanceof short[] values) {
      out.bytes().asShortBuffer().put(offset, values);
    } else if (row instanceof byte[] values) {
      out.bytes().put(offset, values);
    } else {
      boolean[] values = (boolean[]) row;
      for (int i = 0; i < values.length; i++) {
        out.setLong(offset + i, values[i] ? 1 : 0);
      }
    }
  }
}
