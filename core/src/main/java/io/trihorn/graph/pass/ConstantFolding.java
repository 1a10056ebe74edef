package io.trihorn.graph.pass;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes what depends on constants only, unless the result would take much more room than what it
 * is made of. Repetitions of one number stay repetitions, as they cost nothing to store.
 */
public final class ConstantFolding implements Pass {
  /** Up to so many bytes a result may be larger than what it is made of. */
  private static final long FREE_BYTES = 64 << 10;

  private static final long FREE_BYTES_OF_BROADCASTS = 1 << 10;

  private final Function<Graph, List<TensorData>> evaluator;
  private final long freeBytesOfBroadcasts;

  private ConstantFolding(Function<Graph, List<TensorData>> evaluator, long freeBytesOfBroadcasts) {
    this.evaluator = evaluator;
    this.freeBytesOfBroadcasts = freeBytesOfBroadcasts;
  }

  /**
   * The pass.
   *
   * @param evaluator gives the outputs of a graph without parameters and variables
   */
  public ConstantFolding(Function<Graph, List<TensorData>> evaluator) {
    this(evaluator, FREE_BYTES_OF_BROADCASTS);
  }

  /**
   * The pass for traces of one model at several extents: small repetitions stay what large ones
   * are, so that the graphs are alike.
   *
   * @param evaluator gives the outputs of a graph without parameters and variables
   */
  public static ConstantFolding ofTraces(Function<Graph, List<TensorData>> evaluator) {
    return new ConstantFolding(evaluator, 0);
  }

  @Override
  public Graph apply(Graph graph) {
    Map<Value, TensorData> known = evaluate(graph);
    return Rewriting.run(
        graph,
        this,
        (builder, node, inputs) -> {
          if (node.outputs().isEmpty() || !known.containsKey(node.outputs().get(0))) {
            return null;
          }
          return node.outputs().stream().map(v -> builder.constant(known.get(v))).toList();
        });
  }

  /** The results of all nodes that can be folded and that something else needs, in one run. */
  private Map<Value, TensorData> evaluate(Graph graph) {
    Set<Value> constant = new HashSet<>();
    List<Node> foldable = new ArrayList<>();
    Set<Value> needed = new HashSet<>(graph.outputs());
    needed.addAll(graph.updates().values());
    for (Node node : graph.nodes()) {
      boolean leaf = node.op() instanceof Leaf.Constant;
      if (leaf || (constant.containsAll(node.inputs()) && isFoldable(node))) {
        constant.addAll(node.outputs());
        if (!leaf) {
          foldable.add(node);
        }
      } else {
        needed.addAll(node.inputs());
      }
    }
    List<Node> wanted =
        foldable.stream().filter(n -> n.outputs().stream().anyMatch(needed::contains)).toList();
    if (wanted.isEmpty()) {
      return Map.of();
    }
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (!node.outputs().isEmpty() && constant.contains(node.outputs().get(0))) {
        Node made = builder.copy(node, Rewriting.mapped(node.inputs(), values));
        for (int i = 0; i < made.outputs().size(); i++) {
          values.put(node.outputs().get(i), made.outputs().get(i));
        }
      }
    }
    List<Value> results = wanted.stream().flatMap(n -> n.outputs().stream()).toList();
    List<TensorData> data = evaluator.apply(builder.build(Rewriting.mapped(results, values)));
    Map<Value, TensorData> known = new HashMap<>();
    for (int i = 0; i < results.size(); i++) {
      known.put(results.get(i), data.get(i));
    }
    return known;
  }

  private boolean isFoldable(Node node) {
    if (node.op() instanceof Leaf
        || node.op() instanceof Composite
        || node.op() instanceof Control) {
      return false;
    }
    long before = node.inputs().stream().mapToLong(v -> v.type().bytes()).sum();
    long after = node.outputTypes().stream().mapToLong(TensorType::bytes).sum();
    boolean broadcast = node.op() instanceof Shaping.Broadcast;
    return after <= Math.max(before, broadcast ? freeBytesOfBroadcasts : FREE_BYTES);
  }
}
