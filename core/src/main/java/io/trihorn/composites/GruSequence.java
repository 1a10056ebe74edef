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
    boolean biased = in.size() > 4;
    Tensor product = Nn.matmul(x, in.get(1));
    Tensor projected = biased ? Ops.add(product, in.get(4)) : product;
    Loop.Results made =
        Loop.over(
            x.builder(),
            in.subList(3, 4),
            List.of(projected),
            Math.toIntExact(x.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor h = states.get(0);
              Tensor inner = Nn.matmul(h, loop.capture(in.get(2)));
              Tensor recurrent = biased ? Ops.add(inner, loop.capture(in.get(5))) : inner;
              List<Tensor> next =
                  List.of(step(slices.get(0), recurrent, h, Nn::sigmoid, Ops::tanh));
              return new Loop.Results(next, sequence ? next : List.of());
            });
    List<Tensor> results = new ArrayList<>(made.outputs());
    results.addAll(made.carries());
    return results;
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
    List<Tensor> x = Shapes.splitEqually(projected, -1, 3);
    List<Tensor> r = Shapes.splitEqually(recurrent, -1, 3);
    Tensor update = gate.apply(Ops.add(x.get(0), r.get(0)));
    Tensor reset = gate.apply(Ops.add(x.get(1), r.get(1)));
    return next(update, squash.apply(Ops.add(x.get(2), Ops.multiply(reset, r.get(2)))), h);
  }

  /** The mean of the state and the candidate, weighted by the update gate. */
  public static Tensor next(Tensor update, Tensor candidate, Tensor h) {
    return Ops.add(candidate, Ops.multiply(update, Ops.subtract(h, candidate)));
  }
}
