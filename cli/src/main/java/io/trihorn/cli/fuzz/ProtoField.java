package io.trihorn.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A field of a protobuf message as it lies in a file (Protocol Buffers, "Encoding"), without what
 * it means: bytes that can be read as a message are taken for one.
 *
 * @param number which field it is
 * @param value the number, where it is one
 * @param fixed bytes that are no message, or a number of fixed length
 * @param inner the fields of a message
 */
record ProtoField(int number, Kind kind, long value, byte[] fixed, List<ProtoField> inner) {
  /** How a field is written; the order is that of the codes. */
  enum Kind {
    VARINT,
    FIXED64,
    BYTES,
    GROUP,
    END,
    FIXED32
  }

  private static final int DEEPEST = 12;

  static ProtoField number(int number, long value) {
    return new ProtoField(number, Kind.VARINT, value, null, null);
  }

  static ProtoField bytes(int number, byte[] bytes) {
    return new ProtoField(number, Kind.BYTES, 0, bytes, null);
  }

  ProtoField withNumber(int other) {
    return new ProtoField(other, kind, value, fixed, inner);
  }

  boolean isBytes() {
    return kind != Kind.VARINT;
  }

  /** A copy that shares nothing that can be changed. */
  ProtoField copy() {
    return inner == null
        ? this
        : new ProtoField(
            number,
            kind,
            value,
            fixed,
            inner.stream().map(ProtoField::copy).collect(Collectors.toCollection(ArrayList::new)));
  }

  /** The bytes after the length. */
  byte[] content() {
    return inner == null ? fixed : bytes(inner);
  }

  /** The fields of a message, or null if these bytes are none. */
  static List<ProtoField> parse(byte[] bytes) {
    return new Reader(bytes, 0).message();
  }

  /** A message of these fields. */
  static byte[] bytes(List<ProtoField> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ProtoField field : fields) {
      varint(out, (long) field.number << 3 | field.kind.ordinal());
      if (field.kind == Kind.VARINT) {
        varint(out, field.value);
      } else {
        byte[] content = field.content();
        if (field.kind == Kind.BYTES) {
          varint(out, content.length);
        }
        out.writeBytes(content);
      }
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  /** Reads a message; anything that is none makes it fail. */
  private static final class Reader {
    private final byte[] bytes;
    private final int depth;
    private int at;
    private boolean failed;

    Reader(byte[] bytes, int depth) {
      this.bytes = bytes;
      this.depth = depth;
    }

    List<ProtoField> message() {
      List<ProtoField> fields = new ArrayList<>();
      while (at < bytes.length && !failed) {
        long tag = varint();
        long number = tag >>> 3;
        failed |= number == 0 || number > 1 << 20;
        switch ((int) (tag & 7)) {
          case 0 -> fields.add(ProtoField.number((int) number, varint()));
          case 1 -> fields.add(fixed((int) number, Kind.FIXED64, 8));
          case 2 -> fields.add(nested((int) number, take(varint())));
          case 5 -> fields.add(fixed((int) number, Kind.FIXED32, 4));
          default -> failed = true;
        }
      }
      return failed ? null : fields;
    }

    private ProtoField fixed(int number, Kind kind, int length) {
      return new ProtoField(number, kind, 0, take(length), null);
    }

    private ProtoField nested(int number, byte[] content) {
      List<ProtoField> inner =
          failed || content.length == 0 || depth == DEEPEST
              ? null
              : new Reader(content, depth + 1).message();
      return inner == null
          ? ProtoField.bytes(number, content)
          : new ProtoField(number, Kind.BYTES, 0, null, inner);
    }

    private byte[] take(long length) {
      if (length < 0 || length > bytes.length - at) {
        failed = true;
        return new byte[0];
      }
      at += (int) length;
      return Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at == bytes.length) {
          break;
        }
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      failed = true;
      return 0;
    }
  }
}
