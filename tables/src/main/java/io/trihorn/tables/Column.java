package io.trihorn.tables;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.DatasetException;
import java.util.List;

/**
 * A column of a table, and how its values become numbers.
 *
 * @param name its name, or its place counted from 0 where there are no names
 * @param dtype the type of a target: float32 for numbers, int32 for categories
 * @param categories the values that stand for 0, 1 and so on; empty for numbers
 * @param missing what stands for values that are not there, or null if they must be
 */
public record Column(String name, DataType dtype, List<String> categories, Double missing) {
  /** Copies the list. */
  public Column {
    categories = List.copyOf(categories);
  }

  /** Numbers, which must all be there. */
  public static Column number(String name) {
    return new Column(name, DataType.FLOAT32, List.of(), null);
  }

  /** Whole numbers, such as the numbers of classes, which must all be there. */
  public static Column integer(String name) {
    return new Column(name, DataType.INT32, List.of(), null);
  }

  /** Texts, each of which stands for its place in a list. */
  public static Column category(String name, List<String> values) {
    return new Column(name, DataType.INT32, values, null);
  }

  /**
   * The same column, in which values may be missing: nothing, only spaces, or a database's NULL.
   */
  public Column missing(double value) {
    return new Column(name, dtype, categories, value);
  }

  /**
   * A value as a number.
   *
   * @param value a text, a number, a boolean or null
   * @param place where it stands, for messages
   */
  double number(Object value, String place) {
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
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(place, "a number", "'" + text + "'");
    }
    if (dtype == DataType.INT32 && number != Math.rint(number)) {
      throw wrong(place, "a whole number", "'" + text + "'");
    }
    return number;
  }

  private DatasetException wrong(String place, String expected, String got) {
    return new DatasetException(
        "%s, column '%s': expected %s, but got %s".formatted(place, name, expected, got), null);
  }
}
