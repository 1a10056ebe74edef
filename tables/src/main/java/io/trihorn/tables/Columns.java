package io.trihorn.tables;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Sample;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which columns of a table are inputs, and which are targets.
 *
 * @param inputs together a float32 vector, in this order
 * @param targets each a scalar of its type; none for predictions
 */
record Columns(List<Column> inputs, List<Column> targets) {
  Columns {
    inputs = List.copyOf(inputs);
    targets = List.copyOf(targets);
  }

  List<Column> all() {
    List<Column> all = new ArrayList<>(inputs);
    all.addAll(targets);
    return all;
  }

  /**
   * A row.
   *
   * @param values the value of a column
   * @param place where the row stands, for messages
   */
  Sample row(Function<Column, Object> values, String place) {
    TensorData vector = TensorData.zeros(TensorType.of(DataType.FLOAT32, inputs.size()));
    for (int i = 0; i < inputs.size(); i++) {
      Column column = inputs.get(i);
      vector.setDouble(i, column.number(values.apply(column), place));
    }
    List<TensorData> goals = new ArrayList<>();
    for (Column column : targets) {
      goals.add(TensorData.scalar(column.dtype(), column.number(values.apply(column), place)));
    }
    return new Sample(List.of(vector), goals, List.of());
  }
}
