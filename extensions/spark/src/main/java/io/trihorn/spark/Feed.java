package io.trihorn.spark;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.ndarray.Texts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one tensor of a batch is made of.
 *
 * @param name what the tensor is, for messages
 * @param columns the columns; the numbers of several stand one after another
 * @param places where they are in a row
 * @param dtype the type of its elements; texts are {@code STRING}
 * @param dims its shape without the axis of rows, -1 where it is open; null for that of the cells
 */
record Feed(String name, List<String> columns, List<Integer> places, DataType dtype, long[] dims)
    implements Serializable {

  /** A place in a row. */
  interface Cells {
    Object get(int row, int place);
  }

  /**
   * The inputs of a model from columns: a column for each input, or all columns for the only one.
   *
   * @param places where the columns are in a row
   * @throws TrihornSparkException if their numbers do not fit
   */
  static List<Feed> inputs(Model model, List<String> columns, List<Integer> places) {
    List<KerasTensor> inputs = model.inputs();
    if (inputs.size() > 1 && inputs.size() != columns.size()) {
      throw new TrihornSparkException(
          "model '%s' has the inputs %s: expected a column for each, but got %s"
              .formatted(
                  model.name(), inputs.stream().map(i -> i.layer().name()).toList(), columns));
    }
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      KerasTensor input = inputs.get(i);
      boolean only = inputs.size() == 1;
      feeds.add(
          new Feed(
              "input '" + input.layer().name() + "'",
              only ? columns : columns.subList(i, i + 1),
              only ? places : places.subList(i, i + 1),
              input.dtype(),
              input.shape().slice(1).getShape()));
    }
    return feeds;
  }

  Feed {
    columns = new ArrayList<>(columns);
    places = new ArrayList<>(places);
  }

  /** The tensor for some rows, at least one. */
  TensorData tensor(int rows, Cells cells) {
    return dtype == DataType.STRING ? texts(rows, cells) : numbers(rows, cells);
  }

  private TensorData texts(int rows, Cells cells) {
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < places.size(); i++) {
        Object value = cells.get(row, places.get(i));
        if (!(value instanceof String text)) {
          throw new TrihornSparkException(
              "column '%s': expected a text for the %s, but got %s"
                  .formatted(
                      columns.get(i),
                      name,
                      value == null ? "null" : value.getClass().getSimpleName()));
        }
        texts.add(text);
      }
    }
    return new Texts(texts, new Shape(rows, places.size())).toTensor();
  }

  private TensorData numbers(int rows, Cells cells) {
    TensorData tensor = null;
    long[] first = null;
    long at = 0;
    for (int row = 0; row < rows; row++) {
      Cell cell = cell(row, cells);
      if (tensor == null) {
        first = cell.dims();
        tensor =
            TensorData.zeros(
                TensorType.of(
                    dtype,
                    LongStream.concat(LongStream.of(rows), LongStream.of(shape(cell))).toArray()));
      } else if (!Arrays.equals(first, cell.dims())) {
        throw new TrihornSparkException(
            "columns %s: expected one shape in all rows of a batch, but got %s and %s; bring them to one before"
                .formatted(columns, Arrays.toString(first), Arrays.toString(cell.dims())));
      }
      at = put(cell.values(), tensor, at);
    }
    return tensor;
  }

  private Cell cell(int row, Cells cells) {
    if (places.size() == 1) {
      return Cell.of(cells.get(row, places.get(0)), columns.get(0));
    }
    List<double[]> parts = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < places.size(); i++) {
      parts.add(Cell.of(cells.get(row, places.get(i)), columns.get(i)).values());
      size += parts.get(i).length;
    }
    double[] all = new double[size];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return new Cell(new long[] {size}, all);
  }

  private long put(double[] values, TensorData tensor, long start) {
    boolean integer = !dtype.isFloating();
    for (int i = 0; i < values.length; i++) {
      if (integer && values[i] != Math.rint(values[i])) {
        throw new TrihornSparkException(
            "columns %s: the %s takes %s, but got %s".formatted(columns, name, dtype, values[i]));
      }
      tensor.setDouble(start + i, values[i]);
    }
    return start + values.length;
  }

  /** The tensor's shape without the axis of rows, where numbers fill it in their order. */
  private long[] shape(Cell cell) {
    if (dims == null) {
      return cell.dims();
    }
    long[] shape = dims.clone();
    long[] given = cell.dims();
    if (given.length == shape.length) {
      for (int i = 0; i < shape.length; i++) {
        shape[i] = shape[i] < 0 ? given[i] : shape[i];
      }
    }
    long known = LongStream.of(shape).filter(d -> d >= 0).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0 && known > 0 && cell.values().length % known == 0) {
        shape[i] = cell.values().length / known;
        known *= shape[i];
      }
    }
    boolean turned =
        given.length > 1 && given.length == shape.length && !Arrays.equals(given, shape);
    if (known != cell.values().length || LongStream.of(shape).anyMatch(d -> d < 0) || turned) {
      throw new TrihornSparkException(
          "columns %s: the %s takes %s in a row, but got %s"
              .formatted(
                  columns,
                  name,
                  Arrays.toString(dims).replace("-1", "any"),
                  Arrays.toString(given)));
    }
    return shape;
  }
}
