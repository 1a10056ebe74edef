package io.trihorn.tables;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.DatasetException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A column of a table, and how its values become tensors.
 *
 * @param name its name, or its place counted from 0 where there are no names
 * @param kind what stands in it
 * @param dtype the type of a target or a list: float32 for numbers, int32 for categories
 * @param categories the values that stand for 0, 1 and so on; empty for numbers
 * @param missing what stands for values that are not there, or null if they must be
 * @param width the bytes of a text; 0 for others
 */
public record Column(
    String name, Kind kind, DataType dtype, List<String> categories, Double missing, int width) {
  /** Decimal numbers; Java also reads literals such as 5d and 0x1p3, which are none of data. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?((\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|Infinity)|NaN");

  /** What stands in a column. */
  public enum Kind {
    /** One number, or one text that stands for a number. */
    NUMBER,
    /** Any number of them, in order. */
    LIST,
    /** A text as it is. */
    TEXT
  }

  /** Copies the list. */
  public Column {
    categories = List.copyOf(categories);
  }

  /** Numbers, which must all be there. */
  public static Column number(String name) {
    return new Column(name, Kind.NUMBER, DataType.FLOAT32, List.of(), null, 0);
  }

  /** Whole numbers, such as the numbers of classes, which must all be there. */
  public static Column integer(String name) {
    return new Column(name, Kind.NUMBER, DataType.INT32, List.of(), null, 0);
  }

  /** Texts, each of which stands for its place in a list. */
  public static Column category(String name, List<String> values) {
    return new Column(name, Kind.NUMBER, DataType.INT32, values, null, 0);
  }

  /**
   * Lists of numbers, each a tensor {@code (length)}; for those of several lengths say {@code
   * paddedBatch} or {@code bucketed}.
   *
   * @param dtype the type of the tensors
   */
  public static Column list(String name, DataType dtype) {
    return new Column(name, Kind.LIST, dtype, List.of(), null, 0);
  }

  /**
   * Texts as they are, for layers of texts: uint8, in UTF-8, filled up with zeros. What is missing
   * is an empty text.
   *
   * @param width how many bytes a text has; longer ones are cut
   */
  public static Column text(String name, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("text: expected 1 or more bytes, but got " + width);
    }
    return new Column(name, Kind.TEXT, DataType.UINT8, List.of(), null, width);
  }

  /**
   * The same column, in which values, or elements of lists, may be missing: nothing, only spaces,
   * or a database's NULL.
   */
  public Column missing(double value) {
    return new Column(name, kind, dtype, categories, value, width);
  }

  boolean isNumber() {
    return kind == Kind.NUMBER;
  }

  /** A value as a tensor: a scalar, {@code (length)} or {@code (bytes)}. */
  TensorData tensor(Object value, Supplier<String> place) {
    return switch (kind) {
      case NUMBER -> TensorData.scalar(dtype, number(value, place));
      case LIST -> list(value, place);
      case TEXT -> text(value);
    };
  }

  private TensorData list(Object value, Supplier<String> place) {
    if (!(value instanceof List<?> values)) {
      throw wrong(place, "a list", value == null ? "none" : "'" + value + "'");
    }
    TensorData out = TensorData.zeros(TensorType.of(dtype, values.size()));
    for (int i = 0; i < values.size(); i++) {
      out.setDouble(i, number(values.get(i), place));
    }
    return out;
  }

  private TensorData text(Object value) {
    byte[] bytes = value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
    int end = Math.min(width, bytes.length);
    // Not in the middle of a character.
    while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    TensorData out = TensorData.zeros(TensorType.of(DataType.UINT8, width));
    out.bytes().put(0, Arrays.copyOf(bytes, end));
    return out;
  }

  /**
   * A value as a number.
   *
   * @param value a text, a number, a boolean or null
   * @param place where it stands, for messages
   */
  double number(Object value, Supplier<String> place) {
    if (categories.isEmpty() && value instanceof Number number) {
      return checked(number.doubleValue(), place);
    }
    String text = value == null ? "" : value.toString().strip();
    if (text.isEmpty()) {
      if (missing == null) {
        throw wrong(place, "a value", "none; say Column.missing(number) if some are missing");
      }
      return missing;
    }
    if (!categories.isEmpty()) {
      int at = categories.indexOf(text);
      if (at < 0) {
        throw wrong(place, "one of " + categories, "'" + text + "'");
      }
      return at;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(place, "a number", "'" + text + "'");
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number) && !text.endsWith("Infinity")) {
      throw wrong(
          place,
          "a number that " + dtype.name().toLowerCase(Locale.ROOT) + " holds",
          "'" + text + "'");
    }
    return checked(number, place);
  }

  /** Refuses what the column's type cannot hold. */
  private double checked(double number, Supplier<String> place) {
    if (dtype == DataType.INT32 && number != (int) number) {
      throw wrong(place, "a whole number of 32 bits", "'" + number + "'");
    }
    if (dtype == DataType.FLOAT32 && Double.isFinite(number) && Float.isInfinite((float) number)) {
      throw wrong(place, "a number that float32 holds", "'" + number + "'");
    }
    return number;
  }

  private DatasetException wrong(Supplier<String> place, String expected, String got) {
    return new DatasetException(
        "%s, column '%s': expected %s, but got %s".formatted(place.get(), name, expected, got),
        null);
  }
}
