package io.trihorn.saving.hdf5;

import io.jhdf.api.Attribute;
import io.jhdf.dataset.DatasetReader;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Reads attributes. What calls itself ASCII is read as UTF-8: {@code h5py} writes byte strings so,
 * and the names of layers in Keras's {@code .h5} files are those.
 */
final class AttributeReader {
  private static final int FIXED_LENGTH = 3;
  private final HdfBackingStorage storage;

  AttributeReader(HdfBackingStorage storage) {
    this.storage = storage;
  }

  /** A text, a number, an array of either, or null where there are no elements. */
  Object read(Attribute attribute) {
    DataType type = attribute.getDataType();
    boolean text =
        type instanceof VariableLength v ? v.isVariableLengthString() : type instanceof StringData;
    return text && !attribute.isEmpty()
        ? DatasetReader.readDataset(
            utf8(type), attribute.getBuffer(), attribute.getDimensions(), storage)
        : attribute.getData();
  }

  /** The type of strings that differs in the bits of its character set only. */
  private static DataType utf8(DataType type) {
    if (type instanceof VariableLength) {
      return DataType.readDataType(
          message("19010100", type.getSize(), "10000000 01000000 0000 0800"));
    }
    int padding = ((StringData) type).getPaddingType().ordinal();
    return DataType.readDataType(
        message("1%d1%d0000".formatted(FIXED_LENGTH, padding), type.getSize(), ""));
  }

  private static ByteBuffer message(String head, int size, String tail) {
    byte[] start = HexFormat.of().parseHex(head);
    byte[] end = HexFormat.of().parseHex(tail.replace(" ", ""));
    ByteBuffer bytes =
        ByteBuffer.allocate(start.length + Integer.BYTES + end.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    return bytes.put(start).putInt(size).put(end).flip();
  }
}
