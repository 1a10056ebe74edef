package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.BatchDependence;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the nodes of a graph are, and the extents of its values, in each of several traces. */
final class OpenShapes {
  private final Map<Value, List<long[]>> shapes = new HashMap<>();
  private final Map<Node, List<Node>> nodes = new HashMap<>();

  OpenShapes(List<Graph> traces) {
    align(traces);
  }

  /** The extents of a value of the first trace in each. */
  List<long[]> of(Value value) {
    return shapes.get(value);
  }

  /** One extent of a value in each trace. */
  long[] of(Value value, int axis) {
    return of(value).stream().mapToLong(dims -> dims[axis]).toArray();
  }

  /** Something of a node's op in each trace. */
  <O extends Op, T> List<T> each(Node first, Class<O> kind, Function<O, T> part) {
    return nodes.get(first).stream().map(n -> part.apply(kind.cast(n.op()))).toList();
  }

  /** The values of a constant, one if it is always the same. */
  List<TensorData> values(Node constant) {
    List<TensorData> all = each(constant, Leaf.Constant.class, Leaf.Constant::value);
    return all.stream().allMatch(all.get(0)::equals) ? all.subList(0, 1) : all;
  }

  private void align(List<Graph> graphs) {
    int count = graphs.get(0).nodes().size();
    if (graphs.stream().anyMatch(g -> g.nodes().size() != count)) {
      throw new BatchDependence("the number of operations depends on open extents");
    }
    for (int i = 0; i < count; i++) {
      int at = i;
      align(graphs.get(0).nodes().get(i), graphs.stream().map(g -> g.nodes().get(at)).toList());
    }
  }

  private void align(Node first, List<Node> same) {
    checkOp(first, same);
    nodes.put(first, same);
    for (int k = 0; k < first.outputs().size(); k++) {
      int at = k;
      shapes.put(
          first.outputs().get(k),
          same.stream().map(n -> n.outputs().get(at).type().dims()).toList());
    }
    if (first.op() instanceof Control.Scan) {
      align(same.stream().map(n -> ((Control.Scan) n.op()).body()).toList());
    }
  }

  /** The ops must be the same but for extents. */
  private static void checkOp(Node first, List<Node> same) {
    for (Node node : same) {
      boolean fits =
          node.op().getClass() == first.op().getClass()
              && (node.op().equals(first.op()) || mayDiffer(first.op()));
      if (!fits) {
        throw new BatchDependence(
            "layer '%s': %s becomes %s for other extents; give the extents of the inputs"
                .formatted(first.scope(), first.op(), node.op()));
      }
    }
  }

  private static boolean mayDiffer(Op op) {
    return op instanceof Leaf
        || op instanceof Control.Scan
        || op instanceof Shaping.Reshape
        || op instanceof Shaping.Broadcast
        || op instanceof Shaping.Slice
        || op instanceof Shaping.Pad
        || op instanceof Linear.Conv
        || op instanceof Linear.ConvInputGradient
        || op instanceof Pooling.MaxPool
        || op instanceof Pooling.AveragePool;
  }
}
