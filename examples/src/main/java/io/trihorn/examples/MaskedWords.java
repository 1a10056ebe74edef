package io.trihorn.examples;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Nn.logSoftmax;
import static io.trihorn.ops.Ops.cast;
import static io.trihorn.ops.Ops.divide;
import static io.trihorn.ops.Ops.less;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.ops.Ops.where;
import static io.trihorn.ops.RandomOps.uniform;
import static io.trihorn.ops.Shapes.oneHot;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.text.NGrams;
import io.trihorn.examples.text.Tokens;
import io.trihorn.model.Model;
import io.trihorn.model.Step;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.io.IOException;

/**
 * Pre-training as BERT's (Devlin et al., 2019): a Transformer guesses words that are covered, three
 * of twenty, by those on both sides. The figure is the crossentropy of covered words in the last
 * tenth of Shakespeare, in nats, beside that of guessing by how frequent words are.
 */
public final class MaskedWords implements Example {
  private final SeedGenerator seed = new SeedGenerator("covered", 1);

  @Override
  public double run(Data data, int epochs) throws IOException {
    Tokens words = Tokens.words(data.text("text/tinyshakespeare.txt"), 1000);
    int all = words.codes().length, learned = all * 9 / 320 * 32, kinds = words.different();
    try (var model = WordTransformer.of(32, kinds, 2)) {
      var adam = adam(1e-3);
      model.trainStep(step -> step.minimize(loss(step, model, kinds), adam, step.trained()));
      model.testStep(step -> loss(step, model, kinds));
      Dataset rows = Dataset.of(words.rows(32));
      model.fit(rows.take(learned / 32), epochs(epochs));
      var counts = new NGrams(1, words.part(0, learned).codes(), kinds);
      System.out.println("By frequency: " + counts.loss(words.part(learned, all).codes()));
      return model.evaluate(rows.skip(learned / 32)).get("loss");
    }
  }

  /** The crossentropy of the words that are covered, by lot, in a batch of texts. */
  private Tensor loss(Step step, Model model, int kinds) {
    Tensor words = step.input();
    Tensor covered = less(uniform(step.key(seed), FLOAT32, words.shape().getShape()), 0.15);
    Tensor likely = logSoftmax(step.call(model, where(covered, kinds, words)), -1);
    Tensor own = sum(multiply(likely, oneHot(words, kinds, FLOAT32)), -1);
    Tensor loss = divide(sum(where(covered, own, 0)), negative(sum(cast(covered, FLOAT32))));
    step.log("loss", loss);
    return loss;
  }
}
