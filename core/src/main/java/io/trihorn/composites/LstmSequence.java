package io.trihorn.composites;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Long short-term memory over a sequence, with sigmoid gates and tanh: {@code (x, kernel,
 * recurrent, h, c[, bias]) -> ([outputs,] h, c)}.
 *
 * <p>{@code x (time, batch, features)}, {@code kernel (features, 4 units)}, {@code recurrent
 * (units, 4 units)}, {@code bias (4 units)}, each with the columns of the input gate, the forget
 * gate, the candidate and the output gate; states {@code (batch, units)}; outputs {@code (time,
 * batch, units)} at the positions of their inputs.
 *
 * @param reverse whether time runs backwards
 * @param sequence whether the outputs of all steps are a result
 */
public record LstmSequence(boolean reverse, boolean sequence) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return Sequences.outputTypes(label(), 4, 2, sequence, inputs);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    Loop.Results made =
        Loop.over(
            x.builder(),
            in.subList(3, 5),
            List.of(projected(in)),
            Math.toIntExact(x.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor recurrent = Nn.matmul(states.get(0), loop.capture(in.get(2)));
              Tensor all = Ops.add(slices.get(0), recurrent);
              List<Tensor> next = step(all, states.get(1), Nn::sigmoid, Ops::tanh);
              return new Loop.Results(next, sequence ? next.subList(0, 1) : List.of());
            });
    List<Tensor> results = new ArrayList<>(made.outputs());
    results.addAll(made.carries());
    return results;
  }

  /** The inputs' part of what goes into the gates. */
  static Tensor projected(List<Tensor> in) {
    return Sequences.projected(in.get(0), in.get(1), in.size() > 5 ? in.get(5) : null);
  }

  /** By steps that keep what is needed, in this op's place. */
  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor recurrent = in.get(2);
    Tensor h = in.get(3);
    Tensor c = in.get(4);
    List<Tensor> kept = new LstmSteps(reverse).apply(in.toArray(Tensor[]::new));
    int states = sequence ? 1 : 0;
    List<Tensor> by = new ArrayList<>(kept.subList(0, states));
    by.add(Sequences.last(kept.get(0), reverse));
    by.add(Sequences.last(kept.get(1), reverse));
    Sequences.replace(out, by);

    List<Tensor> operands = new ArrayList<>(List.of(recurrent, c));
    operands.addAll(kept.subList(1, kept.size()));
    operands.add(Sequences.orZero(g.get(states), h));
    operands.add(Sequences.orZero(g.get(states + 1), c));
    if (g.get(0) != null && sequence) {
      operands.add(g.get(0));
    }
    List<Tensor> back = new LstmStepsGradient(reverse).apply(operands.toArray(Tensor[]::new));
    Tensor toAll = back.get(0);
    List<Tensor> gradients = new ArrayList<>();
    gradients.add(Sequences.ofOperand(toAll, in.get(1)));
    gradients.add(Sequences.ofKernel(in.get(0), toAll));
    gradients.add(Sequences.ofRecurrent(h, kept.get(0), toAll, reverse));
    gradients.addAll(back.subList(1, 3));
    if (in.size() > 5) {
      gradients.add(Ops.sum(toAll, 0, 1));
    }
    return Optional.of(gradients);
  }

  /**
   * The new states {@code h} and {@code c}.
   *
   * @param all what goes into the gates and the candidate, {@code (batch, 4 units)}
   * @param c the state {@code c (batch, units)}
   * @param gate the function of the gates
   * @param squash the function of the candidate and of {@code c}
   */
  public static List<Tensor> step(
      Tensor all, Tensor c, UnaryOperator<Tensor> gate, UnaryOperator<Tensor> squash) {
    return next(gates(all, gate, squash), c, squash);
  }

  /** Input gate, forget gate, candidate and output gate. */
  static List<Tensor> gates(Tensor all, UnaryOperator<Tensor> gate, UnaryOperator<Tensor> squash) {
    List<Tensor> parts = Shapes.splitEqually(all, -1, 4);
    return List.of(
        gate.apply(parts.get(0)),
        gate.apply(parts.get(1)),
        squash.apply(parts.get(2)),
        gate.apply(parts.get(3)));
  }

  /** The new states {@code h} and {@code c}. */
  static List<Tensor> next(List<Tensor> gates, Tensor c, UnaryOperator<Tensor> squash) {
    Tensor next = Ops.add(Ops.multiply(gates.get(1), c), Ops.multiply(gates.get(0), gates.get(2)));
    return List.of(Ops.multiply(gates.get(3), squash.apply(next)), next);
  }
}
