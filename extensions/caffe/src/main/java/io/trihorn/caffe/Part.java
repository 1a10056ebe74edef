package io.trihorn.caffe;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A message of Caffe's files by the names of its fields; what is not set has Caffe's default.
 *
 * @param message one that {@link Schema} has
 * @param origin where it was read
 */
record Part(Message message, Origin origin) {
  private FieldDescriptor field(String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          message.getDescriptorForType().getName() + " has no field '" + name + "'");
    }
    return field;
  }

  /** Whether messages of this type have a field, set or not. */
  boolean knows(String name) {
    return message.getDescriptorForType().findFieldByName(name) != null;
  }

  boolean isRepeated(String name) {
    return field(name).isRepeated();
  }

  /** Whether a field is set; of repeated ones whether there is any. */
  boolean has(String name) {
    FieldDescriptor field = field(name);
    return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
  }

  private Object value(String name) {
    return message.getField(field(name));
  }

  int integer(String name) {
    return ((Number) value(name)).intValue();
  }

  /** A float as the decimal fraction it was written as. */
  double number(String name) {
    return decimal(value(name));
  }

  boolean flag(String name) {
    return (Boolean) value(name);
  }

  /** A text, or the name of an enumeration's value. */
  String text(String name) {
    Object value = value(name);
    return value instanceof EnumValueDescriptor named ? named.getName() : (String) value;
  }

  Part part(String name) {
    return new Part((Message) value(name), origin.of(field(name), 0, 1));
  }

  List<Part> parts(String name) {
    List<?> values = list(name);
    return IntStream.range(0, values.size())
        .mapToObj(i -> new Part((Message) values.get(i), origin.of(field(name), i, values.size())))
        .toList();
  }

  List<String> texts(String name) {
    return list(name).stream().map(String.class::cast).toList();
  }

  List<Boolean> flags(String name) {
    return list(name).stream().map(Boolean.class::cast).toList();
  }

  List<Integer> integers(String name) {
    return list(name).stream().map(value -> ((Number) value).intValue()).toList();
  }

  List<Double> numbers(String name) {
    return list(name).stream().map(Part::decimal).toList();
  }

  private List<?> list(String name) {
    return (List<?>) value(name);
  }

  /** Another message in this one's place. */
  Part with(Message other) {
    return new Part(other, origin);
  }

  /** Says what is wrong with the message, and where it stands. */
  CaffeException error(String words) {
    return new CaffeException(origin + ": " + words);
  }

  /** Says what is wrong with a field, and where it stands, or the message where it is not set. */
  CaffeException error(String name, String words) {
    return new CaffeException(origin.of(field(name), 0, 1) + ": " + words);
  }

  private static double decimal(Object value) {
    return value instanceof Float f
        ? Double.parseDouble(f.toString())
        : ((Number) value).doubleValue();
  }
}
