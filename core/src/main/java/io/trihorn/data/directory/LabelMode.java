package io.trihorn.data.directory;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;

/** How labels are written. */
enum LabelMode {
  /** Class numbers, int32 {@code (batch)}. */
  INT,
  /** One-hot rows, float32 {@code (batch, classes)}. */
  CATEGORICAL,
  /** 0 or 1, float32 {@code (batch, 1)}. */
  BINARY,
  /** Not at all. */
  NONE;

  static LabelMode parse(String name) {
    return switch (name) {
      case "int" -> INT;
      case "categorical" -> CATEGORICAL;
      case "binary" -> BINARY;
      case "none" -> NONE;
      default ->
          throw new IllegalArgumentException(
              "labelMode: expected int, categorical, binary or none, but got '" + name + "'");
    };
  }

  TensorData of(List<Integer> labels, int classes) {
    int rows = labels.size();
    return switch (this) {
      case INT -> TensorData.of(labels.stream().mapToInt(i -> i).toArray(), rows);
      case BINARY -> {
        TensorData column = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows, 1));
        for (int i = 0; i < rows; i++) {
          column.setDouble(i, labels.get(i));
        }
        yield column;
      }
      case CATEGORICAL -> {
        TensorData hot = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows, classes));
        for (int i = 0; i < rows; i++) {
          // A label that is not below the number of different labels has no column, as in Keras.
          if (labels.get(i) >= 0 && labels.get(i) < classes) {
            hot.setDouble((long) i * classes + labels.get(i), 1);
          }
        }
        yield hot;
      }
      case NONE -> throw new IllegalStateException("there are no labels");
    };
  }
}
