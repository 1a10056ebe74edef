package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.text.Continuation;
import io.trihorn.examples.text.Tokens;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.Random;

/**
 * A text, letter by letter: learns to continue Shakespeare, and continues him. The figure is the
 * crossentropy of every tenth piece of 64 letters, in nats for a letter.
 */
public final class CharRnn implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Tokens letters = Tokens.letters(data.text("text/tinyshakespeare.txt"), 200_000);
    try (var model = network(new InputLayer(64), letters.different(), false);
        var writer = network(new InputLayer(1).batchSize(1), letters.different(), true)) {
      model.compile(adam(5e-3), "sparse_categorical_crossentropy");
      model.fit(letters.train(64, 10), epochs(epochs));
      writer.setWeights(model.getWeights());
      Continuation.write(writer, 0, 200, i -> false, new Random(1))
          .forEach(letter -> System.out.print(letters.kinds().get(letter)));
      return model.evaluate(letters.test(64, 10)).get("loss");
    }
  }

  private static Sequential network(InputLayer input, int letters, boolean stateful) {
    return new Sequential(
        input.dtype("int32"),
        embedding(letters, 32),
        gru(128).returnSequences(true).stateful(stateful),
        dense(letters, "softmax"));
  }
}
