package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.ops.Nn.logSoftmax;
import static io.trihorn.ops.Nn.softmax;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.divide;
import static io.trihorn.ops.Ops.log;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Step;
import io.trihorn.ops.Tensor;
import java.util.List;

/** A model with a training step of its own, which also looks at what another model says. */
final class Student extends Model {
  private static final double HEAT = 5;
  private final Model teacher;

  Student(KerasTensor picture, Model teacher) {
    super(picture, dense(10).apply(dense(16, "relu").apply(flatten().apply(picture))));
    this.teacher = teacher;
  }

  @Override
  protected void trainStep(Step step) {
    Tensor soft = softmax(divide(step.call(teacher, step.input()), HEAT), -1);
    Tensor logits = step.call(this, step.input());
    Tensor far = multiply(soft, subtract(log(soft), logSoftmax(divide(logits, HEAT), -1)));
    Tensor hard = step.compiledLoss(List.of(logits));
    Tensor loss = add(multiply(hard, 0.1), multiply(mean(sum(far, -1)), 0.9 * HEAT * HEAT));
    step.minimize(loss, step.optimizer(), step.trained());
  }
}
