package io.trihorn.graph.gradient;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which nodes lie between the values to differentiate with respect to and the outputs. */
final class Paths {
  /**
   * A node on a path.
   *
   * @param node the node
   * @param inputs what its operands stand for
   * @param wanted for each operand whether it is, or depends on, one of the targets
   */
  record Step(Node node, List<Value> inputs, List<Boolean> wanted) {}

  private Paths() {}

  /**
   * The nodes on a path, each before those whose results it uses.
   *
   * @param partial whether paths end at the first target they meet
   */
  static List<Step> usersFirst(
      GraphBuilder builder, List<Value> outputs, List<Value> targets, boolean partial) {
    Set<Value> ends = new HashSet<>(targets);
    Set<Node> onPath = new HashSet<>();
    Set<Node> done = new HashSet<>();
    Deque<Node> stack = new ArrayDeque<>();
    List<Step> steps = new ArrayList<>();
    for (Value output : outputs) {
      push(stack, done, builder.resolve(output), ends, partial);
    }
    Set<Node> opened = new HashSet<>();
    while (!stack.isEmpty()) {
      Node node = stack.peek();
      List<Value> inputs = node.inputs().stream().map(builder::resolve).toList();
      if (opened.add(node)) {
        inputs.forEach(v -> push(stack, done, v, ends, partial));
        continue;
      }
      stack.pop();
      if (!done.add(node)) {
        continue;
      }
      List<Boolean> wanted =
          inputs.stream()
              .map(v -> v.dtype().isFloating() && (ends.contains(v) || onPath.contains(v.node())))
              .toList();
      if (wanted.contains(true)) {
        onPath.add(node);
        steps.add(new Step(node, inputs, wanted));
      }
    }
    Collections.reverse(steps);
    return steps;
  }

  private static void push(
      Deque<Node> stack, Set<Node> done, Value value, Set<Value> ends, boolean partial) {
    if (!done.contains(value.node()) && !(partial && ends.contains(value))) {
      stack.push(value.node());
    }
  }
}
