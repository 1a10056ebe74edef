package io.trihorn.benchmarks.trihorn;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model's training program, run directly on the backend with a copy of the model's variables:
 * what is left of {@code fit} when everything between the program and the user is taken away.
 */
final class BareSteps implements AutoCloseable {
  private final VariableStore store;
  private final Executable program;
  private final List<TensorData> loss = List.of(TensorData.zeros(TensorType.of(DataType.FLOAT32)));

  private BareSteps(VariableStore store, Executable program) {
    this.store = store;
    this.program = program;
  }

  static BareSteps of(Model model, Optimizer optimizer, Dataset example) {
    Graph graph = model.trainingGraph(example);
    Map<Variable, TensorData> values = new HashMap<>();
    put(values, model.weights(), model.weightValues());
    put(values, optimizer.variables(), model.optimizerValues());
    Backend backend = model.backend();
    VariableStore store = backend.createStore(backend.info().devices().get(0));
    // The rest, metrics and states of random layers, may as well begin at zero.
    Stream.concat(graph.reads().keySet().stream(), graph.updates().keySet().stream())
        .distinct()
        .forEach(
            variable ->
                store.write(
                    variable, values.computeIfAbsent(variable, v -> TensorData.zeros(v.type()))));
    return new BareSteps(store, GraphCompiler.compile(backend, graph, store));
  }

  private static void put(
      Map<Variable, TensorData> into, List<Weight> weights, List<TensorData> values) {
    for (int i = 0; i < weights.size(); i++) {
      into.put(weights.get(i).variable(), values.get(i));
    }
  }

  float run(List<TensorData> feeds) {
    program.run(feeds, loss);
    return (float) loss.get(0).getDouble(0);
  }

  @Override
  public void close() {
    program.close();
    store.close();
  }
}
