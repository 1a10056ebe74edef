package io.trihorn.graph.gradient;

import ai.djl.Device;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.util.List;

/** Runs graphs without variables on the interpreter. */
public final class Evaluate {
  private Evaluate() {}

  /** The outputs of one run. */
  public static List<TensorData> graph(Graph graph, List<TensorData> feeds) {
    ReferenceBackend backend = new ReferenceBackend();
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      List<TensorData> fetches = graph.outputTypes().stream().map(TensorData::zeros).toList();
      program.run(feeds, fetches);
      return fetches;
    }
  }
}
