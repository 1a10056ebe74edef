package io.trihorn.state;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The results of programs that ran before a graph could be traced to its end, because shapes follow
 * from them. A trace asks for such results by {@link #take}; where they are not there yet it ends
 * with {@link Pending}. Then what it needs is computed, and the trace begins anew with one stage
 * more behind it.
 */
public final class Stages {
  private final List<Result> results;
  private final Set<Value> parameters = new HashSet<>();
  private int taken;

  /** What was computed so far, in the order in which the trace asks for it. */
  public Stages(List<Result> results) {
    this.results = List.copyOf(results);
  }

  /**
   * A result as a graph sees it.
   *
   * @param type its type; the graph is made for these extents
   * @param numbers the numbers that the graph is made for, as a constant; null where it takes any,
   *     as a parameter after all others
   */
  public record Result(TensorType type, TensorData numbers) {}

  /** What the host makes of the numbers that a program gave. */
  @FunctionalInterface
  public interface HostFunction {
    /** The results, whose extents may depend on the numbers. */
    List<TensorData> apply(List<TensorData> operands);
  }

  /**
   * What is done with the results of a program that is not the last.
   *
   * @param function of the program's results
   * @param results how many the function gives
   * @param constant whether the next program is made for the function's numbers, not only extents
   */
  public record Next(HostFunction function, int results, boolean constant) {
    /** That the numbers themselves decide. */
    public static final Next NUMBERS = new Next(operands -> operands, 1, true);

    /** A result as the next graph sees it. */
    public Result seen(TensorData value) {
      return new Result(value.type(), constant ? value.copy() : null);
    }
  }

  /** That a trace cannot go on before these operands are computed. */
  public static final class Pending extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Value> operands;
    private final transient Next next;

    private Pending(List<Value> operands, Next next) {
      super("a graph goes on after some values are computed", null, false, false);
      this.operands = operands;
      this.next = next;
    }

    /** What is to be computed. */
    public List<Value> operands() {
      return operands;
    }

    /** What is done with it. */
    public Next next() {
      return next;
    }
  }

  /**
   * What a function makes of numbers that are computed before the rest: constants, or parameters of
   * the graph.
   *
   * @throws Pending if they are not computed yet
   */
  public List<Tensor> take(List<Tensor> operands, Next next) {
    if (taken == results.size()) {
      throw new Pending(operands.stream().map(Tensor::value).toList(), next);
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < next.results(); i++) {
      tensors.add(tensor(operands.get(0).builder(), results.get(taken)));
      taken++;
    }
    return tensors;
  }

  private Tensor tensor(GraphBuilder builder, Result result) {
    if (result.numbers() != null) {
      return Tensor.constant(builder, result.numbers());
    }
    Value parameter = builder.parameter("stage_" + taken, result.type());
    parameters.add(parameter);
    return new Tensor(builder, parameter);
  }

  /** Whether a parameter is the result of a stage, and no input. */
  public boolean gave(Value parameter) {
    return parameters.contains(parameter);
  }
}
