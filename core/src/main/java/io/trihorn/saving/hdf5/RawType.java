package io.trihorn.saving.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** An element type to be written, whose data are bytes already. */
final class RawType extends DataType {
  private final byte[] message;

  /**
   * A type.
   *
   * @param message the datatype message in hexadecimal digits, blanks between them
   */
  RawType(int classId, int size, String message) {
    super(classId, size);
    this.message = HexFormat.of().parseHex(message.replace(" ", ""));
  }

  @Override
  public Class<?> getJavaType() {
    return ByteBuffer.class;
  }

  @Override
  public Object fillData(ByteBuffer buffer, int[] dimensions, HdfBackingStorage storage) {
    throw new UnsupportedOperationException("a type for writing only");
  }

  @Override
  public ByteBuffer encodeData(Object data) {
    return (ByteBuffer) data;
  }

  @Override
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(message);
  }
}
