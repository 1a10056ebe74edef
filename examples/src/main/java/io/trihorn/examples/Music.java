package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.music.Midi;
import io.trihorn.examples.music.Tune;
import io.trihorn.examples.music.Tunes;
import io.trihorn.examples.text.Continuation;
import io.trihorn.examples.text.NGrams;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Music: learns folk tunes word by word of their notation, and writes one as ABC and as MIDI to the
 * directory of temporary files. The figure is the perplexity of every tenth tune, beside that of
 * counting what follows two words.
 */
public final class Music implements Example {
  static final Path WRITTEN = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public double run(Data data, int epochs) throws IOException {
    Tunes tunes = Tunes.read(data.path("music/abc"), 10);
    int kinds = tunes.train().different(), head = tunes.train().codes()[0];
    try (var model = network(new InputLayer(64), kinds, false);
        var writer = network(new InputLayer(1).batchSize(1), kinds, true)) {
      model.compile(adam(5e-3), "sparse_categorical_crossentropy");
      model.fit(tunes.train().pieces(64), epochs(epochs));
      writer.setWeights(model.getWeights());
      var words = Continuation.write(writer, head, 300, tunes::isHead, new Random(1));
      Tune tune = tunes.tune(head, words);
      Files.writeString(WRITTEN.resolve("trihorn.abc"), tune.toAbc("Written by a network"));
      Midi.write(tune, WRITTEN.resolve("trihorn.mid"));
      var counts = new NGrams(3, tunes.train().codes(), kinds);
      System.out.println("By counting: " + counts.perplexity(tunes.test().codes()));
      return Math.exp(model.evaluate(tunes.test().pieces(64)).get("loss"));
    }
  }

  private static Sequential network(InputLayer input, int kinds, boolean stateful) {
    var lstm = lstm(128).returnSequences(true).stateful(stateful);
    return new Sequential(
        input.dtype("int32"), embedding(kinds, 32), lstm, dropout(0.4), dense(kinds, "softmax"));
  }
}
