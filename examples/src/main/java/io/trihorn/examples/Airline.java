package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.pow;
import static java.lang.Math.sqrt;
import static java.util.Arrays.setAll;
import static java.util.stream.IntStream.range;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * Windows over a time series: the number of passengers of a month by those of the twelve months
 * before; five networks together. The figure is the root of the mean squared error over the last
 * months, in thousands.
 */
public final class Airline implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    float[][] series = data.csv("timeseries/airline-passengers.csv").withoutHeader().numbers(1, 2);
    int windows = series.length - 12, learned = windows * 7 / 11;
    float[][][] x = new float[windows][12][1];
    float[] y = new float[windows];
    for (int i = 0; i < windows; i++) {
      for (int j = 0; j < 12; j++) {
        x[i][j][0] = (float) log(series[i + j][0] / series[i + 11][0]);
      }
      y[i] = (float) log(series[i + 12][0] / series[i + 11][0]);
    }
    double[] expected = new double[windows];
    for (int seed = 0; seed < 5; seed++) {
      try (var model = new Sequential(input(12, 1), lstm(32), dense(1))) {
        model.seed(seed).compile(adam(5e-3), "mse");
        model.fit(Dataset.of(x, y).take(learned), epochs(epochs).batchSize(16).verbose(false));
        float[] ahead = model.predict(x).toFloatArray();
        setAll(expected, i -> expected[i] + series[i + 11][0] * exp(ahead[i]) / 5);
      }
    }
    double squares =
        range(learned, windows).mapToDouble(i -> pow(expected[i] - series[i + 12][0], 2)).sum();
    return sqrt(squares / (windows - learned));
  }
}
