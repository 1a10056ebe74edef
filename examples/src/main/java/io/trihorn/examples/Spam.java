package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.textVectorization;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * Texts: which short messages are spam, by the runs of one to four letters in them. The figure is
 * the accuracy on every fifth message, or F1, in which spam that is missed and what is taken for
 * spam count alike however seldom spam is.
 *
 * @param f1 whether the figure is F1
 */
public record Spam(boolean f1) implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.tsv("text/sms-spam.tsv"), train = rows.train(5), test = rows.test(5);
    var runs =
        textVectorization().maxTokens(5000).split("character").ngrams(4).outputMode("multi_hot");
    runs.adapt(train.texts(1));
    try (var model =
        new Sequential(
            input(1).dtype("string"), runs, dense(16, "relu"), dropout(0.5), dense(1, "sigmoid"))) {
      model.compile(adam(1e-3), "binary_crossentropy", "accuracy", "precision", "recall");
      model.fit(train.texts(1), train.codes(0), epochs(epochs));
      var scores = model.evaluate(test.texts(1), test.codes(0));
      double precision = scores.get("precision"), recall = scores.get("recall");
      return f1 ? 2 * precision * recall / (precision + recall) : scores.get("accuracy");
    }
  }
}
