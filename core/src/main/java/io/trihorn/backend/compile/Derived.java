package io.trihorn.backend.compile;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a program makes of variables alone with some effort, such as kernels of 4-bit numbers
 * unpacked, apart from the rest.
 *
 * @param making a graph without parameters that gives these values
 * @param rest the graph with these values as parameters after its own
 */
record Derived(Graph making, Graph rest) {
  /** The fewest elements that are worth a place of their own. */
  private static final long ELEMENTS = 1024;

  /**
   * The fewest operations: what is converted or scaled only is not kept twice, but for integers as
   * the floats that products need, since that takes longer than the product of one row.
   */
  private static final int STEPS = 4;

  /** How many elements may come of one: two numbers of 4 bits lie in a byte. */
  private static final int GROWTH = 2;

  /** The parts of a graph, or null if it has none such or assigns variables. */
  static Derived of(Graph graph) {
    if (!graph.updates().isEmpty()) {
      return null;
    }
    Set<Node> fixed = fixed(graph);
    Set<Value> kept = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (!fixed.contains(node)) {
        boolean product = node.op() instanceof Linear;
        node.inputs().stream()
            .map(Derived::origin)
            .filter(v -> fixed.contains(v.node()))
            .filter(v -> isWorth(v, product && isOfIntegers(v) ? 1 : STEPS))
            .forEach(kept::add);
      }
    }
    return kept.isEmpty() ? null : new Derived(making(graph, fixed, kept), rest(graph, kept));
  }

  /** The nodes to which no parameter leads. */
  private static Set<Node> fixed(Graph graph) {
    Set<Node> fixed = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean free = node.inputs().stream().allMatch(v -> fixed.contains(v.node()));
      if (free && !(node.op() instanceof Leaf.Parameter)) {
        fixed.add(node);
      }
    }
    return fixed;
  }

  /** What a value is another look at. */
  private static Value origin(Value value) {
    Value v = value;
    while (v.op() instanceof Shaping.Reshape
        || v.op() instanceof Shaping.Transpose
        || v.op() instanceof Shaping.Broadcast) {
      v = v.node().input(0);
    }
    return v;
  }

  /** Whether these are integers, or some of them, as floats. */
  private static boolean isOfIntegers(Value value) {
    Value v = value;
    while (v.op() instanceof Shaping && v.node().inputs().size() == 1) {
      v = v.node().input(0);
    }
    return v.op() instanceof Elementwise.Cast
        && v.type().dtype().isFloating()
        && !v.node().input(0).type().dtype().isFloating();
  }

  private static boolean isWorth(Value value, int fewest) {
    long size = value.type().size();
    if (size < ELEMENTS) {
      return false;
    }
    Set<Node> seen = new HashSet<>();
    Deque<Node> open = new ArrayDeque<>(List.of(value.node()));
    int steps = 0;
    long from = 0;
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      if (node.op() instanceof Leaf.Read read) {
        from += read.variable().type().size();
      } else if (!(node.op() instanceof Leaf) && !(node.op() instanceof Shaping)) {
        steps += GROWTH * node.outputs().get(0).type().size() >= size ? 1 : 0;
      }
      node.inputs().forEach(v -> open.push(v.node()));
    }
    return steps >= fewest && size <= GROWTH * from;
  }

  private static Graph making(Graph graph, Set<Node> fixed, Set<Value> kept) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> made = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (fixed.contains(node)) {
        List<Value> results =
            builder.copy(node, node.inputs().stream().map(made::get).toList()).outputs();
        for (int i = 0; i < results.size(); i++) {
          made.put(node.outputs().get(i), results.get(i));
        }
      }
    }
    return builder.build(kept.stream().map(made::get).toList());
  }

  private static Graph rest(Graph graph, Set<Value> kept) {
    GraphBuilder builder = new GraphBuilder(graph);
    List<Value> all = new ArrayList<>(kept);
    for (int i = 0; i < all.size(); i++) {
      builder.replace(all.get(i), builder.parameter("derived_" + i, all.get(i).type()));
    }
    return builder.build(graph.outputs());
  }
}
