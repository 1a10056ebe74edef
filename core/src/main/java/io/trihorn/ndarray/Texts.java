package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Texts in the shape of a tensor. No engine holds texts, so they stay in Java until a layer makes
 * numbers of them. As a tensor they are bytes: uint8 with one axis more, in UTF-8, filled up with
 * zeros to the longest. In that form they go through datasets, which shuffle and batch them.
 *
 * @param values the texts, the last axis running fastest
 * @param shape their shape
 */
public record Texts(List<String> values, Shape shape) {
  /**
   * Copies the list.
   *
   * @throws ShapeException if the shape has another number of elements
   */
  public Texts {
    values = List.copyOf(values);
    if (values.size() != LongStream.of(shape.getShape()).reduce(1, (a, b) -> a * b)) {
      throw new ShapeException(values.size() + " texts do not fit the shape " + shape);
    }
  }

  /**
   * The texts of a value: of a text, of arrays or lists of texts, nested or not, of a uint8 tensor
   * as {@link #toTensor} makes it, and of other numbers in decimal digits, floats cut to integers.
   *
   * @throws ShapeException if rows differ in length
   * @throws IllegalArgumentException if it is something else
   */
  public static Texts of(Object value) {
    if (value instanceof Texts texts) {
      return texts;
    }
    if (isText(value) || (value instanceof List<?> list && isText(first(list)))) {
      List<String> values = new ArrayList<>();
      List<Long> dims = new ArrayList<>();
      collect(value, 0, dims, values);
      return new Texts(values, new Shape(dims));
    }
    TensorData data = HostValues.of(value);
    return data.dtype() == DataType.UINT8 ? decode(data) : digits(data);
  }

  /** Whether a value is a text, {@link Texts}, or an array of texts, nested or not. */
  public static boolean isText(Object value) {
    if (value == null) {
      return false;
    }
    if (value instanceof Texts) {
      return true;
    }
    Class<?> type = value.getClass();
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return type == String.class;
  }

  /** As {@link #isText}, or a list of texts, nested or not; a list of arrays is several things. */
  static boolean areTexts(Object value) {
    return isText(value) || (value instanceof List<?> list && first(list) instanceof String);
  }

  private static Object first(List<?> list) {
    Object first = list;
    while (first instanceof List<?> inner && !inner.isEmpty()) {
      first = inner.get(0);
    }
    return first;
  }

  private static void collect(Object value, int axis, List<Long> dims, List<String> values) {
    if (value instanceof String text) {
      if (axis != dims.size()) {
        throw new ShapeException("texts should stand at one depth, but '" + text + "' does not");
      }
      values.add(text);
      return;
    }
    List<?> rows = value instanceof Object[] array ? Arrays.asList(array) : null;
    rows = value instanceof List<?> list ? list : rows;
    if (rows == null) {
      throw new IllegalArgumentException("expected a text among texts, but got " + value);
    }
    if (axis == dims.size() && values.isEmpty()) {
      dims.add((long) rows.size());
    } else if (axis >= dims.size() || rows.size() != dims.get(axis)) {
      throw new ShapeException("rows of texts should be equally long and deep: " + rows);
    }
    rows.forEach(row -> collect(row, axis + 1, dims, values));
  }

  private static Texts digits(TensorData data) {
    List<String> values = new ArrayList<>();
    for (long i = 0; i < data.size(); i++) {
      values.add(
          Long.toString(data.dtype().isFloating() ? (long) data.getDouble(i) : data.getLong(i)));
    }
    return new Texts(values, data.shape());
  }

  private static Texts decode(TensorData data) {
    int rank = data.type().rank();
    if (rank == 0) {
      throw new ShapeException("texts as bytes have at least one axis, but got " + data.type());
    }
    int width = Math.toIntExact(data.type().dim(rank - 1));
    byte[] bytes = new byte[Math.toIntExact(data.size())];
    data.bytes().get(0, bytes);
    List<String> values = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += width) {
      int end = start + width;
      while (end > start && bytes[end - 1] == 0) {
        end--;
      }
      values.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
    return new Texts(values, data.shape().slice(0, rank - 1));
  }

  /** The texts as uint8 {@code (..., bytes of the longest)}. */
  public TensorData toTensor() {
    List<byte[]> encoded = values.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
    int width = Math.max(1, encoded.stream().mapToInt(b -> b.length).max().orElse(1));
    long[] dims = Arrays.copyOf(shape.getShape(), shape.dimension() + 1);
    dims[dims.length - 1] = width;
    TensorData data = TensorData.zeros(TensorType.of(DataType.UINT8, dims));
    for (int i = 0; i < encoded.size(); i++) {
      data.bytes().put(i * width, encoded.get(i));
    }
    return data;
  }
}
