package io.trihorn.testkit.goldens;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program of one case: what is fed, what variables hold, what is fetched by name. */
public final class GoldenProgram {
  private final GraphBuilder builder = new GraphBuilder();
  private final Trace trace;
  private final List<TensorData> feeds = new ArrayList<>();
  private final Map<String, Value> fetches = new LinkedHashMap<>();
  private final Map<Variable, TensorData> variables = new LinkedHashMap<>();

  /** A program traced for training or not. */
  public GoldenProgram(boolean training) {
    trace = new Trace(builder, training);
  }

  /** The trace to compute in. */
  public Trace trace() {
    return trace;
  }

  /** The graph under construction. */
  public GraphBuilder builder() {
    return builder;
  }

  /** An input and the value it will have. */
  public Tensor feed(String name, TensorData data) {
    feeds.add(data);
    return new Tensor(builder, builder.parameter(name, data.type()));
  }

  /** The value of a variable before the run. */
  public void set(Variable variable, TensorData value) {
    variables.put(variable, value);
  }

  /** A result to be fetched. */
  public void fetch(String name, Tensor tensor) {
    fetches.put(name, tensor.value());
  }

  /**
   * What a run gives.
   *
   * @param fetched the results by name
   * @param variables the values of the variables afterwards
   */
  public record Results(Map<String, TensorData> fetched, Map<Variable, TensorData> variables) {
    /** A result. */
    public TensorData get(String name) {
      return fetched.get(name);
    }
  }

  /** Compiles and runs the program once on a backend's first device. */
  public Results run(Backend backend) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    Graph graph = builder.build(List.copyOf(fetches.values()), updates);
    Device device = backend.info().devices().get(0);
    try (VariableStore store = backend.createStore(device)) {
      variables.forEach(store::write);
      try (Executable program = GraphCompiler.compile(backend, graph, store)) {
        List<TensorData> places = graph.outputTypes().stream().map(TensorData::zeros).toList();
        program.run(feeds, places);
        Map<String, TensorData> fetched = new LinkedHashMap<>();
        for (String name : fetches.keySet()) {
          fetched.put(name, places.get(fetched.size()));
        }
        Map<Variable, TensorData> after = new HashMap<>();
        variables.keySet().forEach(variable -> after.put(variable, store.read(variable)));
        return new Results(fetched, after);
      }
    }
  }
}
