package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.Layer;
import io.trihorn.state.Weight;
import io.trihorn.testkit.conformance.LayerExamples.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradients of every layer with respect to its inputs and weights, in training and in float64
 * on the interpreter, against differences along random directions, one for each of them.
 */
class LayerGradientsTest {
  private static final double STEP = 1e-5;
  private static final double NEAR = 1e-6;
  private static final Backend REFERENCE = Backends.get("reference");

  /** In training its kernel is divided by an estimate that Keras keeps out of the gradient. */
  private static final Set<String> IN_PREDICTION = Set.of("SpectralNormalization");

  @TestFactory
  Stream<DynamicTest> agreeWithDifferences() {
    return LayerExamples.all().stream()
        .map(e -> DynamicTest.dynamicTest(e.toString(), () -> check(e)));
  }

  private static void check(Example example) {
    Layer layer = example.layer().get();
    LayerCheck.setPolicy(layer, DtypePolicy.of("float64"));
    List<TensorData> inputs = LayerCheck.inputs(example, DataType.FLOAT64);
    boolean training = !IN_PREDICTION.contains(example.toString());
    LayerProgram program = new LayerProgram(layer, inputs, training, null);
    Graph loss = program.lossGraph();
    List<Weight> weights = layer.trainableWeights();
    List<Value> made = program.differentiate(weights);
    List<Value> present = made.stream().filter(g -> g != null).toList();
    List<TensorData> values =
        present.isEmpty() ? List.of() : run(program.graphOf(present), program);
    int floating = made.size() - weights.size();
    int next = 0;
    for (int i = 0; i < made.size(); i++) {
      TensorData gradient = made.get(i) == null ? null : values.get(next++);
      Variable variable = i < floating ? null : weights.get(i - floating).variable();
      String what = variable == null ? "input " + i : variable.name();
      compare(what, loss, program, variable, i, gradient);
    }
  }

  private static void compare(
      String what,
      Graph loss,
      LayerProgram program,
      Variable variable,
      int input,
      TensorData gradient) {
    TensorData x = variable == null ? program.feeds().get(input) : program.state().get(variable);
    TensorData direction = Fill.tensor(x.type(), Fill.NORMAL, new Random(5));
    double expected = 0;
    double scale = 1;
    for (long k = 0; gradient != null && k < x.size(); k++) {
      expected += direction.getDouble(k) * gradient.getDouble(k);
      scale += Math.abs(direction.getDouble(k) * gradient.getDouble(k));
    }
    double[] near = new double[5];
    for (int k = -2; k <= 2; k++) {
      TensorData moved = x.copy();
      for (long j = 0; j < x.size(); j++) {
        moved.setDouble(j, x.getDouble(j) + k * STEP * direction.getDouble(j));
      }
      List<TensorData> feeds = new ArrayList<>(program.feeds());
      Map<Variable, TensorData> state = new LinkedHashMap<>(program.state());
      if (variable == null) {
        feeds.set(input, moved);
      } else {
        state.put(variable, moved);
      }
      near[k + 2] = run(loss, feeds, state).get(0).getDouble(0);
    }
    double actual = (8 * (near[3] - near[1]) - (near[4] - near[0])) / (12 * STEP);
    assertEquals(actual, expected, NEAR * scale, what);
  }

  private static List<TensorData> run(Graph graph, LayerProgram program) {
    return run(graph, program.feeds(), program.state());
  }

  private static List<TensorData> run(
      Graph graph, List<TensorData> feeds, Map<Variable, TensorData> state) {
    try (VariableStore store = REFERENCE.createStore(Device.cpu())) {
      state.forEach(store::write);
      try (Executable program = GraphCompiler.compile(REFERENCE, graph, store)) {
        List<TensorData> results = CaseRunner.fetches(graph);
        program.run(feeds, results);
        return results;
      }
    }
  }
}
