package io.trihorn.saving.hdf5;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The element types as HDF5 encodes them (HDF5 File Format Specification 3.0, "Datatype Message"):
 * class and version, bits of the class, size, properties. As h5py writes them: booleans are an
 * enumeration, and bfloat16, which HDF5 does not know, is two opaque bytes. (Those have a tag here:
 * jHDF cannot read opaque bytes without one.)
 */
final class ElementTypes {
  private static final Map<DataType, RawType> BY_DTYPE = new EnumMap<>(DataType.class);
  private static final int FIXED_POINT = 0;
  private static final int FLOATING_POINT = 1;
  private static final int OPAQUE = 5;
  private static final int ENUMERATION = 8;

  static {
    put(DataType.FLOAT16, FLOATING_POINT, 2, "11200f00 02000000 0000 1000 0a 05 00 0a 0f000000");
    put(DataType.FLOAT32, FLOATING_POINT, 4, "11201f00 04000000 0000 2000 17 08 00 17 7f000000");
    put(DataType.FLOAT64, FLOATING_POINT, 8, "11203f00 08000000 0000 4000 34 0b 00 34 ff030000");
    put(DataType.INT8, FIXED_POINT, 1, "10080000 01000000 0000 0800");
    put(DataType.INT32, FIXED_POINT, 4, "10080000 04000000 0000 2000");
    put(DataType.INT64, FIXED_POINT, 8, "10080000 08000000 0000 4000");
    put(DataType.UINT8, FIXED_POINT, 1, "10000000 01000000 0000 0800");
    put(DataType.BFLOAT16, OPAQUE, 2, "15080000 02000000" + hex("bf16\0\0\0\0"));
    String members = hex("FALSE\0\0\0") + hex("TRUE\0\0\0\0") + "0001";
    String int8 = "10080000 01000000 0000 0800";
    put(DataType.BOOLEAN, ENUMERATION, 1, "18020000 01000000" + int8 + members);
  }

  private ElementTypes() {}

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void put(DataType dtype, int classId, int size, String message) {
    BY_DTYPE.put(dtype, new RawType(classId, size, message));
  }

  /** Strings of variable length, each a reference into the global heap. */
  static RawType text(boolean ascii) {
    String head = ascii ? "19010000" : "19010100";
    return new RawType(9, 16, head + "10000000" + "10000000 01000000 0000 0800");
  }

  /** A string of so many bytes, ASCII with a zero at its end. */
  static RawType text(long bytes) {
    int size = Math.toIntExact(bytes);
    String length = "%08x".formatted(Integer.reverseBytes(size));
    return new RawType(3, size, "13000000" + length);
  }

  static RawType of(DataType dtype) {
    RawType type = BY_DTYPE.get(dtype);
    if (type == null) {
      throw new Hdf5Exception("arrays of " + dtype + " cannot be written to HDF5");
    }
    return type;
  }

  /** Elements of one byte order copied to the other if it is not the machine's. */
  static ByteBuffer swap(ByteBuffer source, ByteOrder order, int elementSize, ByteBuffer target) {
    if (order == ByteOrder.nativeOrder() || elementSize == 1) {
      return target.put(source).flip();
    }
    byte[] element = new byte[elementSize];
    while (source.hasRemaining()) {
      source.get(element);
      for (int i = elementSize - 1; i >= 0; i--) {
        target.put(element[i]);
      }
    }
    return target.flip();
  }
}
