package io.trihorn.saving.hdf5;

import io.jhdf.api.Attribute;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.DataSpace;
import java.nio.ByteBuffer;

/** An attribute to be written: its type, its shape and its bytes. */
record WrittenAttribute(String name, RawType type, DataSpace space, byte[] bytes)
    implements Attribute {
  /** What a message in an object's header may take, with room for its name and type. */
  private static final int LIMIT = 64_512;

  WrittenAttribute {
    if (bytes.length > LIMIT) {
      throw new Hdf5Exception(
          "attribute '" + name + "' takes " + bytes.length + " bytes, but HDF5 has " + LIMIT);
    }
  }

  @Override
  public Node getNode() {
    return null;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public long getSize() {
    return space.getTotalLength();
  }

  @Override
  public long getSizeInBytes() {
    return bytes.length;
  }

  @Override
  public int[] getDimensions() {
    return space.getDimensions();
  }

  @Override
  public long[] getDimensionsAsLong() {
    return space.getDimensionsAsLong();
  }

  @Override
  public Object getData() {
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public Class<?> getJavaType() {
    return type.getJavaType();
  }

  @Override
  public boolean isScalar() {
    return space.getDimensionsAsLong().length == 0;
  }

  @Override
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public ByteBuffer getBuffer() {
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public DataSpace getDataSpace() {
    return space;
  }

  @Override
  public DataType getDataType() {
    return type;
  }
}
