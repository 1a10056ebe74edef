package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * Thirty models, one after another: the best width, rate and dropout for telling mines from rocks.
 * The figure is the best accuracy on every fourth row.
 */
public final class Search implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/sonar.csv"), train = rows.train(4), test = rows.test(4);
    double best = 0;
    for (int units : new int[] {8, 16, 32, 64, 128}) {
      for (double rate : new double[] {1e-3, 3e-3, 1e-2}) {
        for (double share : new double[] {0, 0.3}) {
          try (var model =
              new Sequential(
                  input(60), dense(units, "relu"), dropout(share), dense(1, "sigmoid"))) {
            model.compile(adam(rate), "binary_crossentropy", "accuracy");
            model.fit(train.numbers(0, 60), train.codes(60), epochs(epochs).verbose(false));
            double reached = model.evaluate(test.numbers(0, 60), test.codes(60)).get("accuracy");
            System.out.printf("%d units, rate %s, dropout %s: %.4f%n", units, rate, share, reached);
            best = Math.max(best, reached);
          }
        }
      }
    }
    return best;
  }
}
