package io.trihorn.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a message in the wire format of Protocol Buffers; fields stand in the order they are
 * added. {@link Field} reads such.
 */
public final class Message {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A message without fields. */
  public Message() {}

  /** Adds an integer, a boolean or a number of an enumeration. */
  public Message integer(int field, long value) {
    tag(field, Field.VARINT);
    varint(value);
    return this;
  }

  /** Adds a double. */
  public Message number(int field, double value) {
    tag(field, Field.FIXED64);
    out.writeBytes(
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  /** Adds a text. */
  public Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes. */
  public Message bytes(int field, byte[] value) {
    tag(field, Field.DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Adds a message. */
  public Message message(int field, Message value) {
    return bytes(field, value.bytes());
  }

  /** The message. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** Adds whole numbers, packed. */
  public Message integers(int field, long[] values) {
    Message packed = new Message();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  /** Adds float32 numbers, packed. */
  public Message floats(int field, float[] values) {
    ByteBuffer packed =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      packed.putFloat(value);
    }
    return bytes(field, packed.array());
  }

  private void tag(int field, int form) {
    varint((long) field << 3 | form);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
