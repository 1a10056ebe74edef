package io.trihorn.saving.hdf5;

import ai.djl.ndarray.types.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OpaqueDataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * How elements in a file become elements of a tensor.
 *
 * @param dtype the tensor's element type
 * @param size bytes of an element in the file
 */
record ReadType(DataType dtype, int size) {
  private static final Map<Integer, DataType> FLOATS =
      Map.of(2, DataType.FLOAT16, 4, DataType.FLOAT32, 8, DataType.FLOAT64);
  private static final Map<Integer, DataType> SIGNED =
      Map.of(1, DataType.INT8, 2, DataType.INT32, 4, DataType.INT32, 8, DataType.INT64);
  private static final Map<Integer, DataType> UNSIGNED =
      Map.of(1, DataType.UINT8, 4, DataType.INT64, 8, DataType.INT64);

  /**
   * The conversion of a type.
   *
   * @param where for messages
   */
  static ReadType of(io.jhdf.object.datatype.DataType type, String where) {
    DataType dtype = null;
    int size = type.getSize();
    if (type instanceof FloatingPoint) {
      dtype = FLOATS.get(size);
    } else if (type instanceof FixedPoint integer) {
      dtype = (integer.isSigned() ? SIGNED : UNSIGNED).get(size);
    } else if (type instanceof EnumDataType && size == 1) {
      dtype = DataType.BOOLEAN;
    } else if (type instanceof OpaqueDataType && size == 2) {
      dtype = DataType.BFLOAT16;
    }
    if (dtype == null) {
      throw new Hdf5Exception(
          where
              + " has elements of "
              + type.getClass().getSimpleName()
              + " of "
              + size
              + " bytes; only numbers and booleans are read");
    }
    return new ReadType(dtype, size);
  }

  /** Whether elements of this byte order lie in the file as they do in a tensor. */
  boolean isPlain(ByteOrder order) {
    return dtype.getNumOfBytes() == size && (size == 1 || order == ByteOrder.nativeOrder());
  }

  /** Puts a file's elements into a place for a tensor's, in the machine's order. */
  void convert(ByteBuffer raw, boolean bigEndian, ByteBuffer target) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    if (dtype.getNumOfBytes() == size) {
      ElementTypes.swap(raw, order, size, target);
      return;
    }
    raw.order(order);
    while (raw.hasRemaining()) {
      if (size == 2) {
        target.putInt(raw.getShort());
      } else {
        target.putLong(Integer.toUnsignedLong(raw.getInt()));
      }
    }
  }
}
