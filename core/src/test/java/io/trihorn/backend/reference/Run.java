package io.trihorn.backend.reference;

import ai.djl.Device;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short ways to run things on the reference backend, and to move axes without it. */
final class Run {
  private Run() {}

  static List<TensorData> graph(Graph graph, TensorData... feeds) {
    ReferenceBackend backend = new ReferenceBackend();
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      List<TensorData> results = new ArrayList<>();
      graph.outputTypes().forEach(type -> results.add(TensorData.full(type, 55)));
      program.run(List.of(feeds), results);
      return results;
    }
  }

  /** All results of one op. */
  static List<TensorData> all(Op op, TensorData... inputs) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> parameters =
        Arrays.stream(inputs).map(x -> builder.parameter("x", x.type())).toList();
    return graph(builder.build(builder.addAll(op, parameters)), inputs);
  }

  /** The only result of one op. */
  static TensorData one(Op op, TensorData... inputs) {
    List<TensorData> results = all(op, inputs);
    if (results.size() != 1) {
      throw new AssertionError(op + " gave " + results.size() + " results");
    }
    return results.get(0);
  }

  /** An image with its channel axis last. */
  static TensorData lastFirst(Layout layout, TensorData image) {
    return layout == Layout.CHANNELS_LAST ? image : moveAxis(image, 1, image.type().rank() - 1);
  }

  /** A copy with one axis moved, as NumPy's {@code moveaxis}; index by index. */
  static TensorData moveAxis(TensorData x, int from, int to) {
    List<Long> dims = new ArrayList<>();
    for (long d : x.type().dims()) {
      dims.add(d);
    }
    dims.add(to, dims.remove(from));
    TensorData out =
        TensorData.zeros(x.type().withShape(dims.stream().mapToLong(d -> d).toArray()));
    for (int i = 0; i < out.size(); i++) {
      List<Long> index = new ArrayList<>();
      long rest = i;
      for (int axis = dims.size() - 1; axis >= 0; axis--) {
        index.add(0, rest % dims.get(axis));
        rest /= dims.get(axis);
      }
      index.add(from, index.remove(to));
      long position = 0;
      for (int axis = 0; axis < index.size(); axis++) {
        position = position * x.type().dim(axis) + index.get(axis);
      }
      out.setDouble(i, x.getDouble(position));
    }
    return out;
  }
}
