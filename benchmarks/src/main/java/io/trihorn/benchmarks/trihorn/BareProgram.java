package io.trihorn.benchmarks.trihorn;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One of a model's programs, run directly on the backend with a copy of the model's variables: what
 * is left of {@code fit} or {@code predict} when everything between the program and the user is
 * taken away.
 */
final class BareProgram implements AutoCloseable {
  private final VariableStore store;
  private final Executable program;

  private BareProgram(VariableStore store, Executable program) {
    this.store = store;
    this.program = program;
  }

  /** The training step of a graph. */
  static BareProgram training(Model model, Optimizer optimizer, Graph graph) {
    Map<Variable, TensorData> values = new HashMap<>();
    put(values, optimizer.variables(), model.optimizerValues());
    return of(model, graph, values);
  }

  /** The prediction of a graph. */
  static BareProgram prediction(Model model, Graph graph) {
    return of(model, graph, new HashMap<>());
  }

  private static BareProgram of(Model model, Graph graph, Map<Variable, TensorData> values) {
    put(values, model.weights(), model.weightValues());
    Backend backend = model.backend();
    VariableStore store = backend.createStore(backend.info().devices().get(0));
    // The rest, metrics and states of layers, may as well begin at zero.
    Stream.concat(graph.reads().keySet().stream(), graph.updates().keySet().stream())
        .distinct()
        .forEach(
            variable ->
                store.write(
                    variable, values.computeIfAbsent(variable, v -> TensorData.zeros(v.type()))));
    return new BareProgram(store, GraphCompiler.compile(backend, graph, store));
  }

  private static void put(
      Map<Variable, TensorData> into, List<Weight> weights, List<TensorData> values) {
    for (int i = 0; i < weights.size(); i++) {
      into.put(weights.get(i).variable(), values.get(i));
    }
  }

  void run(List<TensorData> feeds, List<TensorData> fetches) {
    program.run(feeds, fetches);
  }

  @Override
  public void close() {
    program.close();
    store.close();
  }
}
