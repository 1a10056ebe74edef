package io.trihorn.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of a message in the wire format of Protocol Buffers.
 *
 * @param number which field it is
 * @param content its bytes, without the length before them
 */
public record Field(int number, ByteBuffer content) {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  /**
   * The fields of a message, in their order.
   *
   * @throws RuntimeException if the bytes are no message
   */
  public static List<Field> fields(ByteBuffer message) {
    List<Field> fields = new ArrayList<>();
    while (message.hasRemaining()) {
      int tag = (int) varint(message);
      int begin = message.position();
      int length =
          switch (tag & 7) {
            case DELIMITED -> (int) varint(message);
            case FIXED32 -> Float.BYTES;
            case FIXED64 -> Long.BYTES;
            case VARINT -> {
              varint(message);
              int size = message.position() - begin;
              message.position(begin);
              yield size;
            }
            default -> throw new IllegalArgumentException("a field of kind " + (tag & 7));
          };
      ByteBuffer content = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      fields.add(new Field(tag >>> 3, content));
      message.position(message.position() + length);
    }
    return fields;
  }

  /**
   * Reads a whole number.
   *
   * @throws IllegalArgumentException if it has more than 64 bits
   */
  public static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}
