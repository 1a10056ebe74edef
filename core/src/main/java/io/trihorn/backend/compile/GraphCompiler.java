package io.trihorn.backend.compile;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.pass.ConstantFolding;
import io.trihorn.graph.pass.Passes;
import java.util.List;
import java.util.function.BiPredicate;

/** Brings a graph into the form a backend takes, and has the backend compile it. */
public final class GraphCompiler {
  private GraphCompiler() {}

  /**
   * Compiles a graph for a store of a backend. What it makes of variables alone with some effort is
   * kept between its runs, unless the backend sees to that itself.
   */
  public static Executable compile(Backend backend, Graph graph, VariableStore store) {
    Graph prepared = prepare(backend, graph, store);
    Executable whole = backend.compile(prepared, store);
    Derived parts = backend.keepsDerived() ? null : Derived.of(prepared);
    return parts == null ? whole : new DerivingExecutable(backend, store, parts, whole);
  }

  /** The graph that is handed to the backend: composites expanded or kept, simplified, laid out. */
  public static Graph prepare(Backend backend, Graph graph, VariableStore store) {
    return prepare(backend, graph, store.device());
  }

  /** The graph that is handed to the backend for a device. */
  public static Graph prepare(Backend backend, Graph graph, Device device) {
    return prepare(
        graph,
        backend.preferredLayout(device),
        (composite, types) -> backend.claims(composite, types, device));
  }

  /**
   * The graph as a file or an engine takes it.
   *
   * @param layout the layout of convolutions and poolings
   * @param kept whether a composite on operands of these types is not expanded
   */
  public static Graph prepare(
      Graph graph, Layout layout, BiPredicate<Composite, List<TensorType>> kept) {
    return Passes.standard(layout, kept, GraphCompiler::evaluate).apply(graph);
  }

  /** A trace for an export, as a backend takes it, see {@link ConstantFolding#ofTraces}. */
  public static Graph prepareTrace(Backend backend, Graph graph, Device device) {
    return prepareTrace(
        graph,
        backend.preferredLayout(device),
        (composite, types) -> backend.claims(composite, types, device));
  }

  /**
   * A trace for an export, see {@link ConstantFolding#ofTraces}.
   *
   * @param layout the layout of convolutions and poolings
   * @param kept whether a composite on operands of these types is not expanded
   */
  public static Graph prepareTrace(
      Graph graph, Layout layout, BiPredicate<Composite, List<TensorType>> kept) {
    return Passes.standard(layout, kept, ConstantFolding.ofTraces(GraphCompiler::evaluate))
        .apply(graph);
  }

  /** What a graph of constants gives, by the reference interpreter. */
  private static List<TensorData> evaluate(Graph graph) {
    ReferenceBackend reference = new ReferenceBackend();
    List<TensorData> results = graph.outputTypes().stream().map(TensorData::zeros).toList();
    try (VariableStore store = reference.createStore(Device.cpu());
        Executable program = reference.compile(graph, store)) {
      program.run(List.of(), results);
    }
    return results;
  }
}
