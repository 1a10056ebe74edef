package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Batch;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Class weights as sample weights. */
final class ClassWeights {
  private ClassWeights() {}

  /**
   * A batch with the weight of each row's class as its sample weight.
   *
   * @throws IllegalArgumentException if a weight is NaN or infinite
   * @throws ModelException if the rows have weights of their own, or more than one output
   * @throws ShapeException if the targets are not one class for each row
   */
  static Batch weighted(Batch batch, Map<Integer, Double> classWeight) {
    return classWeight.isEmpty()
        ? batch
        : new Batch(batch.inputs(), batch.targets(), List.of(weights(batch, classWeight)));
  }

  /**
   * The classes with weights that are none of those told apart. Labels of rows that do not count,
   * with the weight 0, may have numbers of their own.
   *
   * @param classes how many there are; negative where that is open
   */
  static Set<Integer> unknown(Map<Integer, Double> classWeight, long classes) {
    Set<Integer> unknown = new TreeSet<>();
    classWeight.forEach(
        (label, weight) -> {
          if (classes >= 0 && (label < 0 || label >= classes) && weight != 0) {
            unknown.add(label);
          }
        });
    return unknown;
  }

  private static TensorData weights(Batch batch, Map<Integer, Double> classWeight) {
    classWeight.forEach(
        (label, weight) -> {
          if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException(
                "class weights should be finite numbers, but that of class %d is %s"
                    .formatted(label, weight));
          }
        });
    if (batch.targets().size() != 1) {
      throw new ModelException(
          "class weights are for models of one output, but there are targets for "
              + batch.targets().size()
              + "; give each row its weight instead");
    }
    if (!batch.weights().isEmpty()) {
      throw new ModelException(
          "there are class weights and sample weights; multiply them into the sample weights");
    }
    TensorData targets = batch.targets().get(0);
    if (targets.type().rank() > 2) {
      throw new ShapeException(
          "class weights need one class for each row: targets (batch), (batch, 1) or one-hot (batch,"
              + " classes), but got "
              + targets.type()
              + "; give sample weights instead");
    }
    int rows = batch.rows();
    long width = rows == 0 ? 1 : targets.size() / rows;
    TensorData weights = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows));
    for (int row = 0; row < rows; row++) {
      // Labels may be floats; as in Keras the nearest class counts, halves to the even one.
      int label =
          width == 1 ? (int) Math.rint(targets.getDouble(row)) : hottest(targets, row, width);
      weights.setDouble(row, classWeight.getOrDefault(label, 1.0));
    }
    return weights;
  }

  private static int hottest(TensorData oneHot, int row, long width) {
    int best = 0;
    for (int j = 1; j < width; j++) {
      if (oneHot.getDouble(row * width + j) > oneHot.getDouble(row * width + best)) {
        best = j;
      }
    }
    return best;
  }
}
