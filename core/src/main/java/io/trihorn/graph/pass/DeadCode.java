package io.trihorn.graph.pass;

import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Leaves out what nothing uses: nodes, and of loops the results, carries, sequences and invariants,
 * with what only these need in the body.
 */
public final class DeadCode implements Pass {
  /** The pass. */
  public DeadCode() {}

  /**
   * What is left of a loop.
   *
   * @param scan the smaller loop
   * @param operands positions of the operands that stay
   * @param results positions of the results that stay
   */
  private record Rest(Scan scan, List<Integer> operands, List<Integer> results) {}

  @Override
  public Graph apply(Graph graph) {
    Map<Node, Rest> rests = new HashMap<>();
    Set<Value> used = new HashSet<>(graph.outputs());
    used.addAll(graph.updates().values());
    Set<Node> dead = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean live =
          node.op() instanceof Leaf.Parameter || node.outputs().stream().anyMatch(used::contains);
      if (!live) {
        dead.add(node);
      } else if (node.op() instanceof Scan scan) {
        Rest rest = rest(scan, node, used);
        if (rest.operands().size() < node.inputs().size()
            || rest.results().size() < node.outputs().size()
            || rest.scan().body() != scan.body()) {
          rests.put(node, rest);
        }
        rest.operands().forEach(operand -> used.add(node.input(operand)));
      } else {
        used.addAll(node.inputs());
      }
    }
    return dead.isEmpty() && rests.isEmpty() ? graph : rebuilt(graph, dead, rests);
  }

  private static Graph rebuilt(Graph graph, Set<Node> dead, Map<Node, Rest> rests) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>(graph.nodes().size() * 2);
    for (Node node : graph.nodes()) {
      Rest rest = rests.get(node);
      if (dead.contains(node)) {
        continue;
      }
      if (rest == null) {
        List<Value> results = builder.copy(node, Rewriting.mapped(node.inputs(), values)).outputs();
        results.forEach(r -> values.put(node.outputs().get(r.index()), r));
      } else {
        List<Value> operands =
            rest.operands().stream().map(i -> values.get(node.input(i))).toList();
        List<Value> results =
            builder.within(node.scope(), () -> builder.addAll(rest.scan(), operands));
        results.forEach(r -> values.put(node.outputs().get(rest.results().get(r.index())), r));
      }
    }
    return Rewriting.finish(graph, builder, values);
  }

  private Rest rest(Scan scan, Node node, Set<Value> used) {
    Graph body = scan.body();
    Set<Value> needed = new HashSet<>();
    Set<Integer> results = new HashSet<>();
    for (int i = 0; i < node.outputs().size(); i++) {
      if (used.contains(node.outputs().get(i))) {
        results.add(i);
        needed.add(body.outputs().get(i));
      }
    }
    // A carry that a step reads is needed from the step before, whose own needs may be more.
    boolean more = true;
    while (more) {
      markOperands(body, needed);
      more = false;
      for (int i = 0; i < scan.carries(); i++) {
        if (needed.contains(body.parameters().get(i)) && results.add(i)) {
          needed.add(body.outputs().get(i));
          more = true;
        }
      }
    }
    // A carry whose last value only is used still has a first one.
    List<Integer> operands =
        IntStream.range(0, node.inputs().size())
            .filter(
                i ->
                    i < scan.carries()
                        ? results.contains(i)
                        : needed.contains(body.parameters().get(i)))
            .boxed()
            .toList();
    List<Integer> kept = results.stream().sorted().toList();
    boolean whole = operands.size() == node.inputs().size() && kept.size() == results(scan);
    Graph smaller = apply(whole ? body : smaller(body, operands, kept));
    int carries = (int) operands.stream().filter(i -> i < scan.carries()).count();
    int sequences =
        (int) operands.stream().filter(i -> i < scan.carries() + scan.sequences()).count()
            - carries;
    return new Rest(
        new Scan(smaller, carries, sequences, scan.length(), scan.reverse()), operands, kept);
  }

  private static int results(Scan scan) {
    return scan.body().outputs().size();
  }

  private static void markOperands(Graph body, Set<Value> needed) {
    for (int i = body.nodes().size() - 1; i >= 0; i--) {
      Node node = body.nodes().get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs());
      }
    }
  }

  /** A body with some of its parameters and outputs. */
  private static Graph smaller(Graph body, List<Integer> parameters, List<Integer> outputs) {
    Set<Value> roots = new HashSet<>();
    outputs.forEach(i -> roots.add(body.outputs().get(i)));
    markOperands(body, roots);
    parameters.forEach(i -> roots.add(body.parameters().get(i)));
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>();
    for (Node node : body.nodes()) {
      if (node.outputs().stream().anyMatch(roots::contains)) {
        Node made = builder.copy(node, Rewriting.mapped(node.inputs(), values));
        made.outputs().forEach(v -> values.put(node.outputs().get(v.index()), v));
      }
    }
    List<Value> kept = new ArrayList<>();
    outputs.forEach(i -> kept.add(values.get(body.outputs().get(i))));
    return builder.build(kept);
  }
}
