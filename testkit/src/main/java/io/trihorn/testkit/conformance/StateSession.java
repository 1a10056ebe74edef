package io.trihorn.testkit.conformance;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store of one backend with its programs, and a record of all that was seen of it. */
public final class StateSession implements AutoCloseable {
  private final Backend backend;
  private final VariableStore store;
  private final Map<Graph, Executable> programs = new HashMap<>();
  private final List<TensorData> seen = new ArrayList<>();

  StateSession(Backend backend, Device device) {
    this.backend = backend;
    this.store = backend.createStore(device);
  }

  /** The store. */
  public VariableStore store() {
    return store;
  }

  /** The program of a graph, compiled at the first call. */
  public Executable program(Graph graph) {
    return programs.computeIfAbsent(graph, g -> GraphCompiler.compile(backend, g, store));
  }

  /** Runs a graph and records its outputs. */
  public void run(Graph graph, TensorValue... feeds) {
    List<TensorData> results = CaseRunner.fetches(graph);
    program(graph).run(List.of(feeds), results);
    seen.addAll(results);
  }

  /** A copy on the store's device. */
  DeviceTensor upload(TensorData data) {
    return backend.upload(data, store.device());
  }

  /** Whether the backend has this element type. */
  boolean supports(DataType dtype) {
    return backend.supports(dtype);
  }

  /** Records the value of a variable. */
  public void see(Variable variable) {
    seen.add(store.read(variable));
  }

  /** Records a value. */
  public void see(TensorData data) {
    seen.add(data);
  }

  /** All that was recorded. */
  List<TensorData> seen() {
    return seen;
  }

  @Override
  public void close() {
    programs.values().forEach(Executable::close);
    store.close();
  }
}
