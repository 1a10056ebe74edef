package io.trihorn.data.tfrecord;

import io.trihorn.protobuf.Field;
import io.trihorn.protobuf.Message;
import java.nio.ByteBuffer;
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
    Message all = new Message();
    new TreeMap<>(features)
        .forEach(
            (name, value) ->
                all.message(1, new Message().text(1, name).message(2, feature(value))));
    return new Message().message(1, all).bytes();
  }

  private static Message feature(Object value) {
    if (value instanceof float[] floats) {
      return new Message().message(FLOATS, new Message().floats(1, floats));
    }
    if (value instanceof long[] integers) {
      return new Message().message(INTEGERS, new Message().integers(1, integers));
    }
    if (value instanceof List<?> all) {
      Message list = new Message();
      all.forEach(one -> list.bytes(1, (byte[]) one));
      return new Message().message(BYTES, list);
    }
    throw new IllegalArgumentException(
        "expected a float[], a long[] or a list of byte[], but got " + value);
  }

  /**
   * The example of a record.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Example parse(byte[] record) {
    Map<String, Object> features = new LinkedHashMap<>();
    try {
      for (Field all : Field.fields(ByteBuffer.wrap(record))) {
        for (Field entry : Field.fields(all.content())) {
          String name = null;
          Object value = new float[0];
          for (Field part : Field.fields(entry.content())) {
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
    for (Field list : Field.fields(feature)) {
      List<Field> all = Field.fields(list.content());
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
        all.add(Field.varint(field.content()));
      }
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
