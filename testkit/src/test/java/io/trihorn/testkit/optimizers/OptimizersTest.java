package io.trihorn.testkit.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import io.trihorn.backend.Backends;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.MultiOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.OptimizerSettings;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.SGD;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.state.Weight;
import io.trihorn.testkit.goldens.GoldenProgram;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizersTest {
  private static Weight weight(String path) {
    Variable variable = new Variable(path, TensorData.of(new float[] {1}, 1).type());
    return new Weight(path, variable, Initializers.ones(), true, null, null);
  }

  /** Values of weights that begin at 1, after steps with the same gradient for all. */
  private static List<Double> train(Optimizer optimizer, double[] gradients, Weight... weights) {
    GoldenProgram program = new GoldenProgram(true);
    optimizer.build(List.of(weights));
    for (Weight w : weights) {
      program.set(w.variable(), TensorData.full(w.type(), 1));
    }
    optimizer
        .variables()
        .forEach(v -> program.set(v.variable(), v.initializer().generate(v.type(), 1)));
    for (int t = 0; t < gradients.length; t++) {
      TensorData g = TensorData.full(weights[0].type(), gradients[t]);
      List<Tensor> fed = new ArrayList<>();
      for (int i = 0; i < weights.length; i++) {
        fed.add(program.feed("g" + t + "_" + i, g));
      }
      optimizer.apply(program.trace(), fed);
    }
    program.fetch("first", program.trace().read(weights[0].variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    List<Double> values = new ArrayList<>();
    for (Weight w : weights) {
      values.add(results.variables().get(w.variable()).getDouble(0));
    }
    return values;
  }

  @Test
  void eachWeightIsUpdatedByTheOptimizerOfItsPath() {
    Optimizer several = new MultiOptimizer(new SGD(0.1)).use("dense/.*", new SGD(0.5));
    List<Double> values = train(several, new double[] {1}, weight("dense/kernel"), weight("b"));
    assertEquals(0.5, values.get(0), 1e-6);
    assertEquals(0.9, values.get(1), 1e-6);
    JsonElement json = Optimizers.REGISTRY.serialize(several);
    assertEquals(json, Optimizers.REGISTRY.serialize(Optimizers.REGISTRY.deserialize(json)));
  }

  @Test
  void gathersGradientsAndStepsWithTheirMean() {
    SGD sgd = new SGD(0.1);
    sgd.settings().gradientAccumulationSteps(2);
    assertEquals(0.8, train(sgd, new double[] {1, 3, 7}, weight("w")).get(0), 1e-6);
  }

  @Test
  void followsASchedule() {
    SGD sgd = new SGD();
    sgd.learningRate(Schedules.piecewiseConstant(List.of(0.0), List.of(0.5, 0.25)));
    assertEquals(0.25, train(sgd, new double[] {1, 1}, weight("w")).get(0), 1e-6);
  }

  @Test
  void refusesTwoWaysOfClipping() {
    OptimizerSettings settings = new SGD().settings().clipNorm(1.0);
    assertThrows(ConfigException.class, () -> settings.clipValue(1.0));
  }
}
