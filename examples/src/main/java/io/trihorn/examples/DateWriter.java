package io.trihorn.examples;

import static io.trihorn.layers.Layers.attention;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.text.Dates;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.Arrays;
import java.util.List;

/**
 * From a sequence to another one with attention: writes dates as computers do, letter by letter,
 * and looks for each at the date as people write it. The figure is the share of new dates that are
 * right in all ten letters.
 */
public final class DateWriter implements Example {
  @Override
  public double run(Data data, int epochs) {
    Dates train = Dates.make(20_000, 1), test = Dates.make(1000, 2);
    KerasTensor written = inputTensor(input(30).dtype("int32"));
    KerasTensor before = inputTensor(input(10).dtype("int32"));
    KerasTensor letters = embedding(Dates.KINDS, 32).apply(written);
    KerasTensor read = bidirectional(gru(32).returnSequences(true)).apply(letters);
    KerasTensor wrote = embedding(Dates.KINDS, 32).apply(before);
    KerasTensor asks = gru(64).returnSequences(true).apply(wrote);
    KerasTensor both = concatenate().apply(attention().apply(asks, read), asks);
    KerasTensor next = dense(Dates.KINDS, "softmax").apply(dense(64, "relu").apply(both));
    try (var model = new Model(List.of(written, before), List.of(next))) {
      model.compile(adam(2e-3), "sparse_categorical_crossentropy");
      var pairs = List.of(train.written(), train.before());
      model.fit(Dataset.of(pairs, train.normal()), epochs(epochs).batchSize(64));
      int[][] so = new int[1000][11];
      for (int at = 0; at < 10; at++) {
        var begun = Arrays.stream(so).map(row -> Arrays.copyOf(row, 10)).toArray(int[][]::new);
        long[] likely = model.predict(List.of(test.written(), begun)).argMax(2).toLongArray();
        for (int row = 0; row < 1000; row++) {
          so[row][at + 1] = (int) likely[10 * row + at];
        }
      }
      return test.right(so);
    }
  }
}
