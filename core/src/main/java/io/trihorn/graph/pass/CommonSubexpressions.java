package io.trihorn.graph.pass;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one of several nodes that do the same to the same operands, and one of several constants of
 * the same content; of loops that differ only in the results they give, one that gives them all.
 */
public final class CommonSubexpressions implements Pass {
  /** The pass. */
  public CommonSubexpressions() {}

  /** A constant by type and bits; hashed by its first elements, as constants may be large. */
  private record Content(TensorData data) {
    private static final int HASHED = 256;

    @Override
    public int hashCode() {
      ByteBuffer bytes = data.bytes();
      bytes.limit(Math.min(bytes.limit(), HASHED));
      return 31 * data.type().hashCode() + bytes.hashCode();
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Content other && data.equals(other.data);
    }
  }

  private record Use(Op op, List<?> inputs) {}

  /** What a node computes: two nodes with equal keys give the same; null if it is like no other. */
  static Object key(Node node, List<?> inputs) {
    if (node.op() instanceof Leaf.Parameter || node.op() instanceof Leaf.Read) {
      return null;
    }
    return node.op() instanceof Leaf.Constant constant
        ? new Content(constant.value())
        : new Use(node.op(), inputs);
  }

  @Override
  public Graph apply(Graph graph) {
    return ScanMerging.apply(merged(Rewriting.bodies(graph, this)));
  }

  private static Graph merged(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>(graph.nodes().size() * 2);
    Map<Object, List<Value>> seen = new HashMap<>(graph.nodes().size() * 2);
    boolean changed = false;
    for (Node node : graph.nodes()) {
      List<Value> inputs = Rewriting.mapped(node.inputs(), values);
      Object key = key(node, inputs);
      List<Value> results = key == null ? null : seen.get(key);
      changed |= results != null;
      if (results == null) {
        results = builder.copy(node, inputs).outputs();
        if (key != null) {
          seen.put(key, results);
        }
      }
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), results.get(i));
      }
    }
    return changed ? Rewriting.finish(graph, builder, values) : graph;
  }
}
