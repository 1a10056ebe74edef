package io.trihorn.ops;

import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of a loop while it is traced. A body is a graph of its own: what it needs from outside,
 * beyond its carries and slices, it asks for by {@link #capture}.
 */
public final class Loop {
  private final GraphBuilder outer;
  private final GraphBuilder inner = new GraphBuilder();
  private final Map<Value, Tensor> captured = new LinkedHashMap<>();

  private Loop(GraphBuilder outer) {
    this.outer = outer;
  }

  /**
   * What a step, or a whole loop, gives.
   *
   * @param carries as many and of the same types as came in
   * @param outputs of a step; of a loop each {@code (length, ...)}
   */
  public record Results(List<Tensor> carries, List<Tensor> outputs) {}

  /** One step: from the carries and one slice of each sequence. */
  @FunctionalInterface
  public interface Body {
    /** Traces the step. */
    Results step(Loop loop, List<Tensor> carries, List<Tensor> slices);
  }

  /** A tensor from outside the loop, for use inside. */
  public Tensor capture(Tensor fromOutside) {
    return captured.computeIfAbsent(
        fromOutside.value(), v -> new Tensor(inner, inner.parameter("invariant", v.type())));
  }

  /** Where the body's nodes go. */
  public GraphBuilder builder() {
    return inner;
  }

  static Results over(
      Tensor like,
      List<Tensor> carries,
      List<Tensor> sequences,
      int length,
      boolean reverse,
      Body body) {
    return over(like.builder(), carries, sequences, length, reverse, body);
  }

  /**
   * A loop over the leading axis of sequences, if there are any.
   *
   * @param outer the graph that gets the loop
   * @param sequences each {@code (length, ...)}
   * @param reverse whether the steps run from the last position to the first
   */
  public static Results over(
      GraphBuilder outer,
      List<Tensor> carries,
      List<Tensor> sequences,
      int length,
      boolean reverse,
      Body body) {
    Loop loop = new Loop(outer);
    GraphBuilder b = loop.inner;
    b.enter(outer.scope());
    List<Tensor> state = new ArrayList<>();
    carries.forEach(c -> state.add(new Tensor(b, b.parameter("carry", c.type()))));
    List<Tensor> slices = new ArrayList<>();
    for (Tensor s : sequences) {
      long[] dims = s.type().dims();
      long[] one = Arrays.copyOfRange(dims, 1, dims.length);
      slices.add(new Tensor(b, b.parameter("slice", s.type().withShape(one))));
    }
    return loop.close(body.step(loop, state, slices), carries, sequences, length, reverse);
  }

  private Results close(
      Results step, List<Tensor> carries, List<Tensor> sequences, int length, boolean reverse) {
    List<Value> results = new ArrayList<>();
    step.carries().forEach(t -> results.add(t.value()));
    step.outputs().forEach(t -> results.add(t.value()));
    Graph graph = inner.build(results);
    check(graph);
    List<Value> operands = new ArrayList<>();
    carries.forEach(c -> operands.add(c.value()));
    sequences.forEach(s -> operands.add(s.value()));
    operands.addAll(captured.keySet());
    var scan = new Control.Scan(graph, carries.size(), sequences.size(), length, reverse);
    List<Tensor> made =
        outer.addAll(scan, operands).stream().map(v -> new Tensor(outer, v)).toList();
    int n = carries.size();
    return new Results(made.subList(0, n), made.subList(n, made.size()));
  }

  private static void check(Graph graph) {
    Set<Node> inside = new HashSet<>(graph.nodes());
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        if (!inside.contains(input.node())) {
          throw new IllegalArgumentException(
              "the body of a loop uses the tensor "
                  + input.type()
                  + " from outside in "
                  + node.op().label()
                  + "; pass it through the loop's capture, or carry it");
        }
      }
    }
    graph.outputs().stream()
        .filter(v -> !inside.contains(v.node()))
        .findFirst()
        .ifPresent(
            v -> {
              throw new IllegalArgumentException(
                  "the body of a loop gives the tensor "
                      + v.type()
                      + " from outside; pass it through the loop's capture, or carry it");
            });
  }
}
