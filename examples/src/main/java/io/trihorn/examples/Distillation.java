package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.losses.Losses;
import io.trihorn.model.Compilation;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * Knowledge distillation: a small network learns from digits and from what a large one says of
 * them, by the step of {@link Student}. The figure is its accuracy on digits for testing.
 */
public final class Distillation implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    Dataset digits = mnist.train().dataset().take(20_000);
    var loss = Losses.sparseCategoricalCrossentropy().fromLogits(true);
    try (var teacher = new Sequential(input(28, 28, 1), flatten(), dense(256, "relu"), dense(10));
        var student = new Student(inputTensor(28, 28, 1), teacher)) {
      teacher.compile(adam(1e-3), loss).fit(digits, epochs(epochs).batchSize(64));
      student.compile(new Compilation(adam(1e-3)).loss(loss).metrics("accuracy"));
      student.fit(digits, epochs(epochs).batchSize(64));
      return student.evaluate(mnist.test().dataset()).get("accuracy");
    }
  }
}
