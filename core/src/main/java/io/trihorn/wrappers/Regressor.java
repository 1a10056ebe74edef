package io.trihorn.wrappers;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import java.util.function.Function;

/**
 * A model as a regressor, as Keras's {@code SKLearnRegressor}. What is learned and predicted is
 * {@code (rows, outputs)}. The score is R², the share of the targets' variance that is explained,
 * as the mean over the outputs; one that does not vary counts 1 where it is met, else 0.
 */
public final class Regressor extends Estimator<float[][]> {
  /** Trains copies of a compiled model, whose own weights stay as they are. */
  public Regressor(Model prototype, FitOptions options) {
    this(x -> copyFor(x, prototype), options);
  }

  /** Trains what a function makes of the rows to learn from: a compiled model. */
  public Regressor(Function<TensorData, Model> maker, FitOptions options) {
    super(maker, options);
  }

  @Override
  public Regressor fit(Object x, float[][] y) {
    train(x, HostValues.of(y));
    return this;
  }

  @Override
  public float[][] predict(Object x) {
    TensorData given = outputs(x);
    float[] values = given.toFloatArray();
    int columns = (int) given.shape().get(1);
    float[][] rows = new float[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      rows[i / columns][i % columns] = values[i];
    }
    return rows;
  }

  @Override
  public double score(Object x, float[][] y) {
    float[][] predicted = predict(x);
    if (predicted.length != y.length || predicted[0].length != y[0].length) {
      throw new ShapeException(
          "predictions are (%d, %d), but targets (%d, %d)"
              .formatted(predicted.length, predicted[0].length, y.length, y[0].length));
    }
    double sum = 0;
    for (int column = 0; column < y[0].length; column++) {
      sum += explained(predicted, y, column);
    }
    return sum / y[0].length;
  }

  private static double explained(float[][] predicted, float[][] y, int column) {
    double mean = 0;
    for (float[] row : y) {
      mean += row[column] / (double) y.length;
    }
    double wrong = 0;
    double varied = 0;
    for (int row = 0; row < y.length; row++) {
      double value = y[row][column];
      wrong += (value - predicted[row][column]) * (value - predicted[row][column]);
      varied += (value - mean) * (value - mean);
    }
    if (varied == 0) {
      return wrong == 0 ? 1 : 0;
    }
    return 1 - wrong / varied;
  }
}
