package io.trihorn.graph.pass;

import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that a graph is well formed, loops' bodies included; for tests of what makes graphs. */
public final class GraphVerifier {
  private GraphVerifier() {}

  /**
   * Checks it.
   *
   * @throws IllegalStateException if an operand, output or update is not made by an earlier node of
   *     the graph, a type is not what the shape rules give, or the lists of parameters and reads do
   *     not agree with the nodes
   */
  public static void check(Graph graph) {
    Set<Value> made = new HashSet<>();
    List<Value> parameters = new ArrayList<>();
    List<Value> reads = new ArrayList<>();
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        require(made.contains(input), node, "uses " + input + ", which no node before it makes");
      }
      List<TensorType> expected = ShapeRules.infer(node.op(), node.inputTypes());
      require(expected.equals(node.outputTypes()), node, "should give " + expected);
      for (Value output : node.outputs()) {
        require(made.add(output), node, "stands there twice");
      }
      if (node.op() instanceof Leaf.Parameter) {
        parameters.add(node.output());
      } else if (node.op() instanceof Leaf.Read read) {
        reads.add(node.output());
        require(graph.reads().get(read.variable()) == node.output(), node, "is not listed");
      } else if (node.op() instanceof Scan scan) {
        check(scan.body());
      }
    }
    if (!parameters.equals(graph.parameters())) {
      throw new IllegalStateException(
          "the parameters are " + graph.parameters() + ", but the nodes have " + parameters);
    }
    if (reads.size() != graph.reads().size()) {
      throw new IllegalStateException("more reads are listed than there are: " + graph.reads());
    }
    for (Value root : roots(graph)) {
      if (!made.contains(root)) {
        throw new IllegalStateException("output or update " + root + " is not made in the graph");
      }
    }
  }

  private static List<Value> roots(Graph graph) {
    List<Value> roots = new ArrayList<>(graph.outputs());
    roots.addAll(graph.updates().values());
    return roots;
  }

  private static void require(boolean holds, Node node, String what) {
    if (!holds) {
      throw new IllegalStateException(
          node.op().label() + " " + node.outputs() + ": " + node.outputTypes() + " " + what);
    }
  }
}
