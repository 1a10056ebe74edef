package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Table;
import io.trihorn.model.Sequential;
import io.trihorn.tribuo.Rows;
import io.trihorn.tribuo.TrihornClassifier;
import java.io.IOException;
import java.util.stream.Stream;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.evaluation.CrossValidation;

/**
 * A model in Tribuo's cross-validation: each of ten parts is predicted by what learned from the
 * others. The figure is the accuracy on irises, the mean of the parts.
 */
public final class CrossValidated implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Table rows = data.csv("tabular/iris.csv");
    var labels = Stream.of(rows.texts(4)).map(Label::new).toList();
    var examples = Rows.dataset(rows.numbers(0, 4), labels, new LabelFactory());
    try (var model =
        new Sequential(input(4), normalization(), dense(16, "relu"), dense(3, "softmax"))) {
      model.compile(adam(1e-2), "sparse_categorical_crossentropy");
      var trainer = new TrihornClassifier(model, epochs).batchSize(16);
      var parts = new CrossValidation<>(trainer, examples, new LabelEvaluator(), 10).evaluate();
      return parts.stream().mapToDouble(part -> part.getA().accuracy()).average().orElseThrow();
    }
  }
}
