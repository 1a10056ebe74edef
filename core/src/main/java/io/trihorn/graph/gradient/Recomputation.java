package io.trihorn.graph.gradient;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Later;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands in for nodes whose values are not kept for gradients: copies of them, on operands that are
 * there only when the first gradient of their region is. See {@link GraphBuilder#recomputeSince}.
 */
final class Recomputation {
  /**
   * The most elements of a variable of which copies are made late. Larger ones are weights; what
   * depends on them alone is the same all the time and need not be made twice. Random states are
   * smaller, and what is drawn of them is to be drawn again.
   */
  private static final long SMALL = 16;

  private final GraphBuilder builder;
  private final Map<List<Node>, Map<Value, Value>> regions = new IdentityHashMap<>();

  Recomputation(GraphBuilder builder) {
    this.builder = builder;
  }

  /**
   * The node whose operands and results a gradient rule may use.
   *
   * @param gradient of one of the node's results
   */
  Node of(Node node, Value gradient) {
    List<Node> region = builder.recomputedWith(node);
    if (region.isEmpty()) {
      return node;
    }
    Map<Value, Value> copies = regions.get(region);
    if (copies == null) {
      copies = copies(region, gradient);
      regions.put(region, copies);
    }
    return copies.get(node.outputs().get(0)).node();
  }

  private Map<Value, Value> copies(List<Node> region, Value gradient) {
    Map<Value, Value> copies = new HashMap<>();
    for (Node node : region) {
      List<Value> inputs = new ArrayList<>();
      for (Value input : node.inputs()) {
        inputs.add(copies.computeIfAbsent(builder.resolve(input), v -> late(v, gradient)));
      }
      Node copy = builder.within(node.scope(), () -> builder.copy(node, inputs));
      for (int i = 0; i < node.outputs().size(); i++) {
        copies.put(node.outputs().get(i), copy.outputs().get(i));
      }
    }
    return copies;
  }

  private Value late(Value value, Value gradient) {
    boolean stays = value.op() instanceof Leaf && value.type().size() > SMALL;
    return stays || value.op() instanceof Leaf.Constant
        ? value
        : builder.add(new Later(), value, gradient);
  }
}
