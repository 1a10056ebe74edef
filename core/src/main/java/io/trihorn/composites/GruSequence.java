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
 * Gated recurrent units over a sequence, with sigmoid gates and tanh, the reset gate applied after
 * the product: {@code (x, kernel, recurrent, h[, bias, recurrentBias]) -> ([outputs,] h)}.
 *
 * <p>{@code x (time, batch, features)}, {@code kernel (features, 3 units)}, {@code recurrent
 * (units, 3 units)}, biases {@code (3 units)}, each with the columns of the update gate, the reset
 * gate and the candidate; state {@code (batch, units)}; outputs {@code (time, batch, units)} at the
 * positions of their inputs.
 *
 * @param reverse whether time runs backwards
 * @param sequence whether the outputs of all steps are a result
 */
public record GruSequence(boolean reverse, boolean sequence) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return Sequences.outputTypes(label(), 3, 1, sequence, inputs);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    Loop.Results made =
        Loop.over(
            x.builder(),
            in.subList(3, 4),
            List.of(projected(in)),
            Math.toIntExact(x.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor h = states.get(0);
              Tensor inner = Nn.matmul(h, loop.capture(in.get(2)));
              Tensor recurrent = in.size() > 4 ? Ops.add(inner, loop.capture(in.get(5))) : inner;
              List<Tensor> next =
                  List.of(step(slices.get(0), recurrent, h, Nn::sigmoid, Ops::tanh));
              return new Loop.Results(next, sequence ? next : List.of());
            });
    List<Tensor> results = new ArrayList<>(made.outputs());
    results.addAll(made.carries());
    return results;
  }

  /** The inputs' part of what goes into the gates. */
  static Tensor projected(List<Tensor> in) {
    return Sequences.projected(in.get(0), in.get(1), in.size() > 4 ? in.get(4) : null);
  }

  /** By steps that keep what is needed, in this op's place. */
  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    boolean biased = in.size() > 4;
    Tensor recurrent = in.get(2);
    Tensor h = in.get(3);
    List<Tensor> kept = new GruSteps(reverse).apply(in.toArray(Tensor[]::new));
    int states = sequence ? 1 : 0;
    List<Tensor> by = new ArrayList<>(kept.subList(0, states));
    by.add(Sequences.last(kept.get(0), reverse));
    Sequences.replace(out, by);

    List<Tensor> operands = new ArrayList<>(List.of(recurrent, h));
    operands.addAll(kept);
    operands.add(Sequences.orZero(g.get(states), h));
    if (g.get(0) != null && sequence) {
      operands.add(g.get(0));
    }
    List<Tensor> back = new GruStepsGradient(reverse).apply(operands.toArray(Tensor[]::new));
    Tensor toProjected = back.get(0);
    Tensor toRecurrent = back.get(1);
    List<Tensor> gradients = new ArrayList<>();
    gradients.add(Sequences.ofOperand(toProjected, in.get(1)));
    gradients.add(Sequences.ofKernel(in.get(0), toProjected));
    gradients.add(Sequences.ofRecurrent(h, kept.get(0), toRecurrent, reverse));
    gradients.add(back.get(2));
    if (biased) {
      gradients.add(Ops.sum(toProjected, 0, 1));
      gradients.add(Ops.sum(toRecurrent, 0, 1));
    }
    return Optional.of(gradients);
  }

  /**
   * The new state.
   *
   * @param projected the input's part of the gates and the candidate, {@code (batch, 3 units)}
   * @param recurrent the state's part of them
   * @param h the state {@code (batch, units)}
   * @param gate the function of the gates
   * @param squash the function of the candidate
   */
  public static Tensor step(
      Tensor projected,
      Tensor recurrent,
      Tensor h,
      UnaryOperator<Tensor> gate,
      UnaryOperator<Tensor> squash) {
    Gates gates = gates(projected, recurrent, gate, squash);
    return next(gates.update(), gates.candidate(), h);
  }

  /** Gates, candidate, and the state's part of that before the reset gate. */
  record Gates(Tensor update, Tensor reset, Tensor candidate, Tensor inner) {}

  static Gates gates(
      Tensor projected,
      Tensor recurrent,
      UnaryOperator<Tensor> gate,
      UnaryOperator<Tensor> squash) {
    List<Tensor> x = Shapes.splitEqually(projected, -1, 3);
    List<Tensor> r = Shapes.splitEqually(recurrent, -1, 3);
    Tensor update = gate.apply(Ops.add(x.get(0), r.get(0)));
    Tensor reset = gate.apply(Ops.add(x.get(1), r.get(1)));
    Tensor candidate = squash.apply(Ops.add(x.get(2), Ops.multiply(reset, r.get(2))));
    return new Gates(update, reset, candidate, r.get(2));
  }

  /** The mean of the state and the candidate, weighted by the update gate. */
  public static Tensor next(Tensor update, Tensor candidate, Tensor h) {
    return Ops.add(candidate, Ops.multiply(update, Ops.subtract(h, candidate)));
  }
}
