package io.trihorn.backend.reference;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A graph made ready to run: kernels in order, values in numbered slots. Keeps no state between
 * runs, so that many threads may run it.
 */
final class Program {
  /** One node; {@code dead} are the slots that nothing reads after it. */
  private record Step(
      Node node, Kernel kernel, int[] inputs, int[] outputs, int[] dead, boolean rounds) {}

  /** Sees each node when it was run. */
  @FunctionalInterface
  interface Watcher {
    /** Does nothing. */
    Watcher NOBODY = (node, start) -> {};

    /**
     * A node was run just now.
     *
     * @param start when it began, by {@link System#nanoTime}
     */
    void ran(Node node, long start);
  }

  private final List<Step> steps = new ArrayList<>();
  private final int[] parameters;
  private final Map<Variable, Integer> reads = new HashMap<>();
  private final int[] results;
  private final int slots;

  /** The program that gives these values of a graph. */
  Program(Graph graph, List<Value> results) {
    Map<Value, Integer> numbers = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(value -> numbers.put(value, numbers.size()));
    }
    this.slots = numbers.size();
    this.parameters = slotsOf(graph.parameters(), numbers);
    this.results = slotsOf(results, numbers);
    graph.reads().forEach((variable, value) -> reads.put(variable, numbers.get(value)));
    boolean[] used = new boolean[slots];
    Arrays.stream(this.results).forEach(slot -> used[slot] = true);
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!(node.op() instanceof Leaf.Parameter) && !(node.op() instanceof Leaf.Read)) {
        steps.add(step(node, numbers, used));
      }
    }
    Collections.reverse(steps);
  }

  private static Step step(Node node, Map<Value, Integer> numbers, boolean[] used) {
    int[] inputs = slotsOf(node.inputs(), numbers);
    int[] dead = Arrays.stream(inputs).filter(slot -> !used[slot]).distinct().toArray();
    Arrays.stream(inputs).forEach(slot -> used[slot] = true);
    boolean computes = !(node.op() instanceof Leaf) && !(node.op() instanceof Shaping);
    return new Step(
        node, Kernels.of(node), inputs, slotsOf(node.outputs(), numbers), dead, computes);
  }

  private static int[] slotsOf(List<Value> values, Map<Value, Integer> numbers) {
    return values.stream().mapToInt(numbers::get).toArray();
  }

  /** The results for these arguments and variables. */
  List<Array> run(List<Array> arguments, Function<Variable, Array> variables) {
    return run(arguments, variables, Watcher.NOBODY);
  }

  /** The results for these arguments and variables, while somebody watches. */
  List<Array> run(List<Array> arguments, Function<Variable, Array> variables, Watcher watcher) {
    Array[] values = new Array[slots];
    for (int i = 0; i < parameters.length; i++) {
      values[parameters[i]] = arguments.get(i);
    }
    reads.forEach((variable, slot) -> values[slot] = variables.apply(variable));
    for (Step step : steps) {
      long start = System.nanoTime();
      List<Array> made =
          step.kernel().run(Arrays.stream(step.inputs()).mapToObj(slot -> values[slot]).toList());
      for (int i = 0; i < made.size(); i++) {
        values[step.outputs()[i]] = step.rounds() ? made.get(i).rounded() : made.get(i);
      }
      if (!(step.node().op() instanceof Leaf)) {
        watcher.ran(step.node(), start);
      }
      for (int slot : step.dead()) {
        values[slot] = null;
      }
    }
    return Arrays.stream(results).mapToObj(slot -> values[slot]).toList();
  }
}
