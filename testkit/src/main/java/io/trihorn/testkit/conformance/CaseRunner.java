package io.trihorn.testkit.conformance;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs cases on a backend and on the reference. */
final class CaseRunner {
  private CaseRunner() {}

  /** All element types that occur in a graph. */
  static Set<DataType> dtypes(Graph graph) {
    Set<DataType> found = EnumSet.noneOf(DataType.class);
    graph.nodes().forEach(node -> node.outputs().forEach(value -> found.add(value.dtype())));
    graph.updates().keySet().forEach(variable -> found.add(variable.type().dtype()));
    graph.nodes().stream()
        .filter(node -> node.op() instanceof Control.Scan)
        .forEach(node -> found.addAll(dtypes(((Control.Scan) node.op()).body())));
    return found;
  }

  /** Skips the test if the backend does not say that it holds these element types. */
  static void assumeSupported(Backend backend, Set<DataType> dtypes) {
    List<DataType> missing = dtypes.stream().filter(d -> !backend.supports(d)).toList();
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> backend.name() + " does not support " + missing);
  }

  /** New places for a graph's outputs, full of what a run must overwrite. */
  static List<TensorData> fetches(Graph graph) {
    List<TensorData> places = new ArrayList<>();
    graph.outputTypes().forEach(type -> places.add(TensorData.full(type, 77)));
    return places;
  }

  /** What a graph without variables gives on a device of a backend. */
  static List<TensorData> run(Backend backend, Device device, Graph graph, List<TensorData> feeds) {
    try (VariableStore store = backend.createStore(device);
        Executable executable = GraphCompiler.compile(backend, graph, store)) {
      List<TensorData> results = fetches(graph);
      executable.run(feeds, results);
      return results;
    }
  }

  /** Fails unless the backend gives what the reference gives, at each of several runs. */
  static void check(Backend backend, Device device, OpCase opCase) {
    OpCase.Built built = opCase.build();
    Graph graph = built.graph();
    assumeSupported(backend, dtypes(graph));
    List<TensorData> expected = run(Backends.get("reference"), Device.cpu(), graph, built.feeds());
    List<TensorData> copies = built.feeds().stream().map(TensorData::copy).toList();
    try (VariableStore store = backend.createStore(device);
        Executable executable = GraphCompiler.compile(backend, graph, store)) {
      for (int run = 0; run < 2; run++) {
        List<TensorData> actual = fetches(graph);
        executable.run(built.feeds(), actual);
        compare("output", actual, expected, built.tolerances());
      }
      if (expected.size() > 1) {
        List<TensorData> last = new ArrayList<>(fetches(graph));
        last.set(0, null);
        executable.run(built.feeds(), last);
        compare("output when the first is not wanted", last, expected, built.tolerances());
      }
    } catch (AssertionError | RuntimeException e) {
      e.addSuppressed(new AssertionError("in this graph:\n" + graph));
      throw e;
    }
    Assertions.assertEquals(copies, built.feeds(), "a run must not change its feeds");
  }

  private static void compare(
      String what, List<TensorData> actual, List<TensorData> expected, List<Tolerance> tolerances) {
    for (int i = 0; i < expected.size(); i++) {
      if (actual.get(i) != null) {
        Comparison.check(what + " " + i, actual.get(i), expected.get(i), tolerances.get(i));
      }
    }
  }
}
