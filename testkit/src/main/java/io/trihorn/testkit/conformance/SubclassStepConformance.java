package io.trihorn.testkit.conformance;

import static io.trihorn.testkit.conformance.StepNetworks.ROWS;
import static io.trihorn.testkit.conformance.StepNetworks.close;
import static io.trihorn.testkit.conformance.StepNetworks.supervised;
import static io.trihorn.testkit.conformance.StepNetworks.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.model.Step;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Subclasses of {@link Model} with steps of their own, against the usual ones. Extend it in the
 * backend's module.
 */
public abstract class SubclassStepConformance {
  /** The name of the backend under test. */
  protected abstract String backend();

  private Sequential critic() {
    return StepNetworks.critic(backend());
  }

  /** A class with steps of its own: the usual one with another log, and one that needs no loss. */
  private static final class Own extends Model {
    private final boolean usual;
    private final Optimizer optimizer = Optimizers.sgd(0.1);

    Own(KerasTensor in, Sequential layers, boolean usual) {
      super(in, layers.apply(in));
      this.usual = usual;
    }

    @Override
    protected void trainStep(Step step) {
      if (usual) {
        super.trainStep(step);
        step.log("rows", Ops.sum(Shapes.onesLike(step.target())));
      } else {
        Tensor far = Ops.subtract(step.call(this, step.input()), step.target());
        Tensor loss = Ops.mean(Ops.square(far));
        step.minimize(loss, optimizer, trainableWeights());
        step.log("loss", loss);
      }
    }

    @Override
    protected void testStep(Step step) {
      step.log("largest", Ops.max(step.call(this, step.input())));
    }

    @Override
    protected List<Tensor> predictStep(Step step) {
      return List.of(Ops.multiply(super.predictStep(step).get(0), 2));
    }
  }

  private Own own(boolean usual) {
    Own model = new Own(Layers.inputTensor(3), critic(), usual);
    model.on(backend());
    return model;
  }

  @Test
  void stepsOfASubclassAreItsOwn() {
    TensorData x = tensor(Math::sin, ROWS, 3);
    try (Sequential plain = critic();
        Own own = own(true)) {
      plain.compile(Optimizers.sgd(0.1), "mse", "mae");
      own.compile(Optimizers.sgd(0.1), "mse", "mae");
      Map<String, Double> expected = new TreeMap<>(plain.trainOnBatch(supervised()));
      expected.put("rows", (double) ROWS);
      assertEquals(expected, new TreeMap<>(own.trainOnBatch(supervised())));
      close(plain.weightValues(), own.weightValues());
      TensorData once = plain.predictOnBatch(x).get(0);
      TensorData twice = own.predictOnBatch(x).get(0);
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < ROWS; i++) {
        assertEquals(2 * once.getDouble(i), twice.getDouble(i), 1e-6);
        largest = Math.max(largest, once.getDouble(i));
      }
      assertEquals(largest, own.evaluate(Dataset.of(x)).get("largest"), 1e-6);
    }
  }

  /** With an optimizer and a loss of its own a subclass needs no compile. */
  @Test
  void aSubclassMayDoWithoutCompile() {
    try (Sequential plain = critic();
        Own own = own(false)) {
      plain.compile(Optimizers.sgd(0.1), "mse");
      FitOptions options = FitOptions.epochs(2).batchSize(4).shuffle(false).verbose(0);
      plain.fit(supervised(), options);
      own.fit(supervised(), options);
      close(plain.weightValues(), own.weightValues());
    }
  }

  private static final class Undone extends Model {
    Undone(KerasTensor in, Sequential layers) {
      super(in, layers.apply(in));
    }
  }

  @Test
  void theUsualStepOfASubclassNeedsCompile() {
    try (Undone model = new Undone(Layers.inputTensor(3), critic())) {
      model.on(backend());
      ModelException e = assertThrows(ModelException.class, () -> model.fit(supervised()));
      assertEquals(
          "model '%s' is not compiled: call compile(optimizer, loss, metrics...) first"
              .formatted(model.name()),
          e.getMessage());
    }
  }
}
