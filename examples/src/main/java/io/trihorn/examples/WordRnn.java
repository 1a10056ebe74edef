package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.text.Continuation;
import io.trihorn.examples.text.NGrams;
import io.trihorn.examples.text.Tokens;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.Random;

/**
 * A text, word by word: learns the 1,000 most frequent words and marks of Shakespeare, and goes on.
 * The figure is the perplexity of the last tenth, beside that of counting what follows two words.
 */
public final class WordRnn implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Tokens words = Tokens.words(data.text("text/tinyshakespeare.txt"), 1000);
    int learned = words.codes().length * 9 / 10, kinds = words.different();
    Tokens train = words.part(0, learned), test = words.part(learned, words.codes().length);
    try (var model = network(new InputLayer(32), kinds, false);
        var writer = network(new InputLayer(1).batchSize(1), kinds, true)) {
      model.compile(adam(5e-3), "sparse_categorical_crossentropy");
      model.fit(train.pieces(32), epochs(epochs));
      writer.setWeights(model.getWeights());
      Continuation.write(writer, train.codes()[0], 60, i -> false, new Random(1))
          .forEach(word -> System.out.print(words.kinds().get(word) + " "));
      var counts = new NGrams(3, train.codes(), kinds);
      System.out.println("\nBy counting: " + counts.perplexity(test.codes()));
      return Math.exp(model.evaluate(test.pieces(32)).get("loss"));
    }
  }

  private static Sequential network(InputLayer input, int kinds, boolean stateful) {
    var gru = gru(128).returnSequences(true).stateful(stateful);
    return new Sequential(
        input.dtype("int32"), embedding(kinds, 64), gru, dropout(0.3), dense(kinds, "softmax"));
  }
}
