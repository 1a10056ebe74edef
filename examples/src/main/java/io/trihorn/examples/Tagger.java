package io.trihorn.examples;

import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.text.Marks;
import io.trihorn.examples.text.Tokens;
import io.trihorn.examples.text.Viterbi;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * A tagger: gives the words of Shakespeare the capitals and marks that were taken from them, by an
 * LSTM in both directions and a conditional random field. The figure is the accuracy on the last
 * tenth, beside that of giving each word the tag that it mostly has.
 */
public final class Tagger implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Marks text = Marks.of(data.text("text/tinyshakespeare.txt"));
    Tokens words = Tokens.of(text.words(), 5000), tags = Tokens.of(text.marks());
    int all = text.words().size(), learned = all * 9 / 320 * 32;
    KerasTensor read = inputTensor(input(32).dtype("int32"));
    KerasTensor right = inputTensor(input(32).dtype("int32"));
    KerasTensor known = embedding(words.different(), 32).apply(read);
    KerasTensor h = bidirectional(lstm(64).returnSequences(true)).apply(known);
    KerasTensor scores = dense(tags.different()).apply(h);
    var loss = new Crf().apply(scores, right);
    try (var trainer = new Model(List.of(read, right), List.of(loss));
        var tagger = new Model(read, scores)) {
      var adam = adam(3e-3);
      trainer.trainStep(
          step -> {
            Tensor mean = mean(step.call(trainer, step.inputs()).get(0));
            step.minimize(mean, adam, trainer.trainableWeights());
          });
      Dataset rows = Dataset.of(List.of(words.rows(32), tags.rows(32)));
      trainer.fit(rows.take(learned / 32), epochs(epochs));
      System.out.println("Each word by itself: " + text.byWord(learned));
      float[] found = tagger.predict(words.part(learned, all).rows(32)).toFloatArray();
      var weights = trainer.weightValues();
      float[] pairs = weights.get(weights.size() - 1).toFloatArray();
      return Viterbi.accuracy(found, pairs, tags.part(learned, all).rows(32));
    }
  }
}
