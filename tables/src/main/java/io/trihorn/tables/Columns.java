package io.trihorn.tables;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which columns of a table are inputs, and which are targets; for who reads tables of another kind.
 *
 * @param inputs numbers and categories, together a float32 vector in this order, which is the first
 *     input; lists and texts, each an input after it
 * @param targets each a scalar of its type, or a list; none for predictions
 */
public record Columns(List<Column> inputs, List<Column> targets) {
  /** Copies the lists. */
  public Columns {
    inputs = List.copyOf(inputs);
    targets = List.copyOf(targets);
  }

  /** All columns, the inputs first. */
  public List<Column> all() {
    List<Column> all = new ArrayList<>(inputs);
    all.addAll(targets);
    return all;
  }

  /**
   * A row.
   *
   * @param values the value of a column: a number, a boolean, a text, a list of these, or null
   * @param place where the row stands, for messages
   * @throws DatasetException if a value is not what its column says; the message names the place
   *     and the column
   */
  public Sample row(Function<Column, Object> values, Supplier<String> place) {
    List<Column> vector = inputs.stream().filter(Column::isNumber).toList();
    List<TensorData> given = new ArrayList<>();
    if (!vector.isEmpty()) {
      TensorData numbers = TensorData.zeros(TensorType.of(DataType.FLOAT32, vector.size()));
      for (int i = 0; i < vector.size(); i++) {
        numbers.setDouble(i, vector.get(i).number(values.apply(vector.get(i)), place));
      }
      given.add(numbers);
    }
    for (Column column : inputs) {
      if (!column.isNumber()) {
        given.add(column.tensor(values.apply(column), place));
      }
    }
    List<TensorData> goals = new ArrayList<>();
    for (Column column : targets) {
      goals.add(column.tensor(values.apply(column), place));
    }
    return new Sample(given, goals, List.of());
  }
}
