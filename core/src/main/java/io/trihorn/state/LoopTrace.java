package io.trihorn.state;

import io.trihorn.graph.Variable;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The trace of a loop's body. What it needs from outside is handed in as invariants of the loop.
 */
public final class LoopTrace extends Trace {
  private final Trace outer;
  private final Loop loop;

  private LoopTrace(Trace outer, Loop loop) {
    super(loop.builder(), outer.training());
    this.outer = outer;
    this.loop = loop;
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

  /**
   * Runs a body once for each step.
   *
   * @param outer the trace in which the loop stands
   * @param carries what goes from step to step, at the start
   * @param sequences each {@code (length, ...)}, taken apart along the first axis
   * @param length the number of steps
   * @param reverse whether the last step comes first
   * @param body one step; it cannot assign variables
   */
  public static Result scan(
      Trace outer,
      List<Tensor> carries,
      List<Tensor> sequences,
      int length,
      boolean reverse,
      Body body) {
    Loop.Body traced =
        (loop, state, slices) -> {
          LoopTrace inner = new LoopTrace(outer, loop);
          Step step = body.step(inner, state, slices);
          if (!inner.assigned().isEmpty()) {
            throw new IllegalStateException(
                "the body of a loop cannot assign variables; carry them instead");
          }
          return new Loop.Results(step.carries(), step.outputs());
        };
    Loop.Results made = Loop.over(outer.builder(), carries, sequences, length, reverse, traced);
    return new Result(made.carries(), made.outputs());
  }

  /** A tensor from outside the loop, for use inside. */
  public Tensor capture(Tensor fromOutside) {
    return loop.capture(fromOutside);
  }

  @Override
  public Tensor read(Variable variable) {
    return capture(outer.read(variable));
  }
}
