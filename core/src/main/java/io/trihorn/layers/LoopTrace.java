package io.trihorn.layers;

import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The trace of a loop's body. What it needs from outside is handed in as invariants of the loop.
 */
public final class LoopTrace extends Trace {
  private final Trace outer;
  private final Map<Value, Tensor> captured = new LinkedHashMap<>();

  private LoopTrace(Trace outer) {
    super(new GraphBuilder(), outer.training());
    this.outer = outer;
  }

  /**
   * What one step gives.
   *
   * @param carries as many and of the same types as came in
   * @param outputs what is stacked over the steps
   */
  public record Step(List<Tensor> carries, List<Tensor> outputs) {}

  /**
   * What a loop gives.
   *
   * @param carries after the last step
   * @param outputs each {@code (length, ...)}
   */
  public record Result(List<Tensor> carries, List<Tensor> outputs) {}

  /** One step: from the carries and one slice of each sequence. */
  @FunctionalInterface
  public interface Body {
    /** Traces the step. */
    Step step(LoopTrace trace, List<Tensor> carries, List<Tensor> slices);
  }

  static Result scan(
      Trace outer,
      List<Tensor> carries,
      List<Tensor> sequences,
      int length,
      boolean reverse,
      Body body) {
    LoopTrace inner = new LoopTrace(outer);
    GraphBuilder b = inner.builder();
    b.enter(outer.builder().scope());
    List<Tensor> innerCarries =
        carries.stream().map(c -> new Tensor(b, b.parameter("carry", c.type()))).toList();
    List<Tensor> slices =
        sequences.stream().map(s -> new Tensor(b, b.parameter("slice", sliceType(s)))).toList();
    Step step = body.step(inner, innerCarries, slices);
    if (!inner.assigned().isEmpty()) {
      throw new IllegalStateException(
          "the body of a loop cannot assign variables; carry them instead");
    }
    List<Value> results =
        Stream.concat(step.carries().stream(), step.outputs().stream()).map(Tensor::value).toList();
    Graph graph = b.build(results);
    List<Value> operands = new ArrayList<>();
    carries.forEach(c -> operands.add(c.value()));
    sequences.forEach(s -> operands.add(s.value()));
    operands.addAll(inner.captured.keySet());
    List<Tensor> values =
        outer
            .builder()
            .addAll(
                new Control.Scan(graph, carries.size(), sequences.size(), length, reverse),
                operands)
            .stream()
            .map(v -> new Tensor(outer.builder(), v))
            .toList();
    return new Result(
        values.subList(0, carries.size()), values.subList(carries.size(), values.size()));
  }

  private static io.trihorn.graph.TensorType sliceType(Tensor sequence) {
    long[] dims = sequence.type().dims();
    return sequence.type().withShape(java.util.Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** A tensor from outside the loop, for use inside. */
  public Tensor capture(Tensor fromOutside) {
    return captured.computeIfAbsent(
        fromOutside.value(),
        v -> new Tensor(builder(), builder().parameter("invariant", v.type())));
  }

  @Override
  public Tensor read(Variable variable) {
    return capture(outer.read(variable));
  }
}
