package io.trihorn.data.tfrecord;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What TensorFlow's programs keep in TFRecord files, {@code tf.train.Example}: values by name, each
 * a {@code float[]}, a {@code long[]} or a list of {@code byte[]}.
 *
 * @param features the values by name
 */
public record Example(Map<String, Object> features) {
  private static final int BYTES = 1;
  private static final int FLOATS = 2;
  private static final int INTEGERS = 3;
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int FIXED64 = 1;

  /** Copies the map. */
  public Example {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
  }

  /**
   * The numbers of a value.
   *
   * @throws IllegalArgumentException if there is none of this name, or it is something else
   */
  public float[] floats(String name) {
    return value(name, float[].class);
  }

  /** The whole numbers of a value; see {@link #floats}. */
  public long[] integers(String name) {
    return value(name, long[].class);
  }

  /** The bytes of a value, of which there may be several; see {@link #floats}. */
  public List<byte[]> bytes(String name) {
    List<byte[]> all = new ArrayList<>();
    for (Object one : value(name, List.class)) {
      all.add((byte[]) one);
    }
    return all;
  }

  /** The text of a value; see {@link #floats}. */
  public String text(String name) {
    return new String(bytes(name).get(0), StandardCharsets.UTF_8);
  }

  private <T> T value(String name, Class<T> type) {
    Object value = features.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "expected '%s' to be a %s, but got %s among %s"
              .formatted(
                  name,
                  type.getSimpleName(),
                  value == null ? "none" : value.getClass().getSimpleName(),
                  features.keySet()));
    }
    return type.cast(value);
  }

  /** The bytes of a record, the values in the order of their names. */
  public byte[] toRecord() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    new TreeMap<>(features)
        .forEach(
            (name, value) -> {
              ByteArrayOutputStream entry = new ByteArrayOutputStream();
              field(entry, 1, name.getBytes(StandardCharsets.UTF_8));
              field(entry, 2, feature(value));
              field(all, 1, entry.toByteArray());
            });
    ByteArrayOutputStream example = new ByteArrayOutputStream();
    field(example, 1, all.toByteArray());
    return example.toByteArray();
  }

  private static byte[] feature(Object value) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    int kind;
    if (value instanceof float[] floats) {
      kind = FLOATS;
      ByteBuffer packed =
          ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float number : floats) {
        packed.putFloat(number);
      }
      field(list, 1, packed.array());
    } else if (value instanceof long[] integers) {
      kind = INTEGERS;
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      for (long number : integers) {
        varint(packed, number);
      }
      field(list, 1, packed.toByteArray());
    } else if (value instanceof List<?> all) {
      kind = BYTES;
      all.forEach(one -> field(list, 1, (byte[]) one));
    } else {
      throw new IllegalArgumentException(
          "expected a float[], a long[] or a list of byte[], but got " + value);
    }
    ByteArrayOutputStream feature = new ByteArrayOutputStream();
    field(feature, kind, list.toByteArray());
    return feature.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    varint(out, (long) number << 3 | DELIMITED);
    varint(out, content.length);
    out.writeBytes(content);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * The example of a record.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Example parse(byte[] record) {
    Map<String, Object> features = new LinkedHashMap<>();
    try {
      for (Field all : fields(ByteBuffer.wrap(record))) {
        for (Field entry : fields(all.content())) {
          String name = null;
          Object value = new float[0];
          for (Field part : fields(entry.content())) {
            if (part.number() == 1) {
              name = StandardCharsets.UTF_8.decode(part.content()).toString();
            } else {
              value = value(part.content());
            }
          }
          features.put(name, value);
        }
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the record is no tf.train.Example: " + e, e);
    }
    return new Example(features);
  }

  private static Object value(ByteBuffer feature) {
    Object value = new float[0];
    for (Field list : fields(feature)) {
      List<Field> all = fields(list.content());
      value =
          switch (list.number()) {
            case BYTES -> all.stream().map(f -> array(f.content())).toList();
            case FLOATS -> floats(all);
            case INTEGERS -> integers(all);
            default -> throw new IllegalArgumentException("a list of kind " + list.number());
          };
    }
    return value;
  }

  private static byte[] array(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  /** Numbers may be packed or stand one by one. */
  private static float[] floats(List<Field> fields) {
    List<Float> all = new ArrayList<>();
    for (Field field : fields) {
      while (field.content().remaining() > 0) {
        all.add(field.content().getFloat());
      }
    }
    float[] numbers = new float[all.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = all.get(i);
    }
    return numbers;
  }

  private static long[] integers(List<Field> fields) {
    List<Long> all = new ArrayList<>();
    for (Field field : fields) {
      while (field.content().remaining() > 0) {
        all.add(varint(field.content()));
      }
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }

  private record Field(int number, ByteBuffer content) {}

  private static List<Field> fields(ByteBuffer message) {
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

  private static long varint(ByteBuffer in) {
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
