package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * A time series by windows: how much colder the next night is, by the thirty nights before. The
 * figure is the mean absolute error in degrees on the last fifth of the nights, beside that of
 * saying that the next will be as the last.
 */
public final class Temperatures implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    float[][] nights =
        data.csv("timeseries/daily-min-temperatures.csv").withoutHeader().numbers(1, 2);
    int windows = nights.length - 30, learned = windows * 4 / 5;
    float[][][] x = new float[windows][30][1];
    float[] y = new float[windows];
    double naive = 0;
    for (int i = 0; i < windows; i++) {
      for (int j = 0; j < 30; j++) {
        x[i][j][0] = (nights[i + j][0] - 11) / 4;
      }
      y[i] = nights[i + 30][0] - nights[i + 29][0];
      naive += i < learned ? 0 : Math.abs(y[i]) / (windows - learned);
    }
    Dataset all = Dataset.of(x, y);
    try (var model = new Sequential(input(30, 1), gru(16), dense(1))) {
      model.compile(adam(3e-3), "mae");
      model.fit(all.take(learned), epochs(epochs));
      System.out.println("As the last: " + naive);
      return model.evaluate(all.skip(learned)).get("loss");
    }
  }
}
