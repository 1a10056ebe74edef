package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;

/** Runs a SavedModel on zeros to see what shapes it gives, which its file need not tell. */
final class SavedModelProbe {
  private SavedModelProbe() {}

  static List<TensorType> outputTypes(
      Engine engine, SavedModelSource source, List<TensorType> types) {
    TF_Graph graph = TF_NewGraph();
    try {
      Emitter emit = new Emitter(graph, "", engine.kernels(), new FunctionLibrary(graph), "probe/");
      List<Wire> inputs = types.stream().map(t -> SessionGraph.placeholder(emit, t)).toList();
      SavedModelSource.Added added = source.addTo(graph, "model", inputs);
      TF_Session session = engine.newSession(graph);
      try (Status status = new Status()) {
        if (added.restore() != null) {
          new SessionCall(session, null, "reading variables", List.of(), List.of(), added.restore())
              .run(List.of(), List.of());
        }
        List<TensorType> found = shapes(session, emit, inputs, added.outputs(), source);
        TF_CloseSession(session, status.handle());
        TF_DeleteSession(session, status.handle());
        return found;
      }
    } finally {
      TF_DeleteGraph(graph);
    }
  }

  private static List<TensorType> shapes(
      TF_Session session,
      Emitter emit,
      List<Wire> inputs,
      List<Wire> outputs,
      SavedModelSource source) {
    List<TensorData> zeros = inputs.stream().map(i -> TensorData.zeros(i.type())).toList();
    TensorType count = TensorType.of(DataType.INT32);
    List<Wire> ranks = outputs.stream().map(o -> emit.apply("Rank", count, o)).toList();
    List<TensorData> rank = run(session, inputs, zeros, ranks);
    List<Wire> shapes = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      TensorType list = TensorType.of(DataType.INT64, rank.get(i).getLong(0));
      shapes.add(
          emit.operation("Shape").in(outputs.get(i)).type("out_type", DataType.INT64).to(list));
    }
    List<TensorData> dims = run(session, inputs, zeros, shapes);
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      types.add(TensorType.of(source.outputTypes().get(i), dims.get(i).toLongArray()));
    }
    return types;
  }

  private static List<TensorData> run(
      TF_Session session, List<Wire> inputs, List<TensorData> zeros, List<Wire> wanted) {
    List<TensorData> results = wanted.stream().map(w -> TensorData.zeros(w.type())).toList();
    new SessionCall(session, null, "running a SavedModel", inputs, wanted, null)
        .run(zeros, results);
    return results;
  }
}
