package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Batch;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Map;

/** Class weights as sample weights. */
final class ClassWeights {
  private ClassWeights() {}

  /** A batch with class weights multiplied into its sample weights. */
  static Batch weighted(Batch batch, Map<Integer, Double> classWeight) {
    return classWeight.isEmpty()
        ? batch
        : new Batch(batch.inputs(), batch.targets(), List.of(apply(batch, classWeight)));
  }

  /** The weight of each row: that of its class, times its own if it has one. */
  private static TensorData apply(Batch batch, Map<Integer, Double> classWeight) {
    if (batch.targets().size() != 1) {
      throw new ModelException("class weights need a model of one output");
    }
    TensorData targets = batch.targets().get(0);
    int rows = batch.rows();
    long width = rows == 0 ? 0 : targets.size() / rows;
    TensorData weights = TensorData.zeros(TensorType.of(DataType.FLOAT32, rows));
    for (int row = 0; row < rows; row++) {
      int label = width == 1 ? (int) targets.getDouble(row) : hottest(targets, row, width);
      double own = batch.weights().isEmpty() ? 1 : batch.weights().get(0).getDouble(row);
      weights.setDouble(row, own * classWeight.getOrDefault(label, 1.0));
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
