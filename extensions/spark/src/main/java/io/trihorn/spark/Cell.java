package io.trihorn.spark;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The numbers in one cell of a row.
 *
 * @param dims their shape; none for a single number
 * @param values as many, the last axis running fastest
 */
record Cell(long[] dims, double[] values) {
  private static final long EXACT = 1L << 53;
  private static final int BLUE_GREEN_RED = 3;

  /**
   * Reads a cell: a number or boolean, a vector of Spark ML, an array of numbers, nested or not, or
   * an image as Spark's data source gives it, which becomes rows, columns and channels in the order
   * red, green, blue.
   *
   * @param column for messages
   * @throws TrihornSparkException if it has something else, or nothing
   */
  static Cell of(Object value, String column) {
    if (value instanceof Number number) {
      return new Cell(new long[0], new double[] {number(number, column)});
    }
    if (value instanceof Boolean bool) {
      return new Cell(new long[0], new double[] {bool ? 1 : 0});
    }
    if (value instanceof Vector vector) {
      return new Cell(new long[] {vector.size()}, vector.toArray());
    }
    List<?> elements = elements(value);
    if (elements != null) {
      return sequence(elements, column);
    }
    if (value instanceof Row row && row.size() == ImageSchema.imageFields().length) {
      return image(row, column);
    }
    throw new TrihornSparkException(
        "column '%s': expected a number, a boolean, a vector, an array of numbers or an image, but got %s"
            .formatted(
                column,
                value == null
                    ? "null: fill such rows or leave them out"
                    : value.getClass().getSimpleName()));
  }

  /**
   * The elements of an array, or null. Spark gives sequences of Scala's, but hands on a row as the
   * program made it where its next stage takes rows of the same kind.
   */
  private static List<?> elements(Object value) {
    if (value instanceof Seq<?> sequence) {
      return CollectionConverters.asJava(sequence);
    }
    if (value instanceof List<?> list) {
      return list;
    }
    if (value == null || !value.getClass().isArray() || value instanceof byte[]) {
      return null;
    }
    return IntStream.range(0, Array.getLength(value)).mapToObj(i -> Array.get(value, i)).toList();
  }

  private static double number(Number number, String column) {
    if (number instanceof Long integer && Math.abs(integer) > EXACT) {
      throw new TrihornSparkException(
          "column '%s': expected integers up to 2^53, but got %d".formatted(column, integer));
    }
    return number.doubleValue();
  }

  private static Cell sequence(List<?> elements, String column) {
    int length = elements.size();
    List<Cell> parts = new ArrayList<>(length);
    elements.forEach(element -> parts.add(of(element, column)));
    long[] inner = parts.isEmpty() ? new long[0] : parts.get(0).dims();
    long[] dims = LongStream.concat(LongStream.of(length), LongStream.of(inner)).toArray();
    int size = parts.isEmpty() ? 0 : parts.get(0).values().length;
    double[] values = new double[length * size];
    for (int i = 0; i < length; i++) {
      if (!Arrays.equals(inner, parts.get(i).dims())) {
        throw new TrihornSparkException(
            "column '%s': expected arrays of one length in an array, but got %s and %s"
                .formatted(column, Arrays.toString(inner), Arrays.toString(parts.get(i).dims())));
      }
      System.arraycopy(parts.get(i).values(), 0, values, i * size, size);
    }
    return new Cell(dims, values);
  }

  private static Cell image(Row row, String column) {
    byte[] data = ImageSchema.getData(row);
    int channels = ImageSchema.getNChannels(row);
    int pixels = ImageSchema.getHeight(row) * ImageSchema.getWidth(row);
    if (pixels <= 0 || data.length != pixels * channels) {
      throw new TrihornSparkException(
          "column '%s': expected an image with one byte for each channel of a pixel, but got %d bytes for %d pixels of '%s'; leave invalid ones out (dropInvalid)"
              .formatted(column, data.length, pixels, ImageSchema.getOrigin(row)));
    }
    double[] values = new double[data.length];
    for (int i = 0; i < data.length; i++) {
      int channel = i % channels;
      // Spark has OpenCV's order: blue, green, red, and what is transparent last.
      boolean colour = channels >= BLUE_GREEN_RED && channel < BLUE_GREEN_RED;
      int target = colour ? i - channel + BLUE_GREEN_RED - 1 - channel : i;
      values[target] = data[i] & 0xff;
    }
    return new Cell(
        new long[] {ImageSchema.getHeight(row), ImageSchema.getWidth(row), channels}, values);
  }
}
