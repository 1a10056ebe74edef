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
    Tensor product = Nn.matmul(x, in.get(1));
    Tensor projected = in.size() > 5 ? Ops.add(product, in.get(5)) : product;
    Loop.Results made =
        Loop.over(
            x.builder(),
            in.subList(3, 5),
            List.of(projected),
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
    List<Tensor> parts = Shapes.splitEqually(all, -1, 4);
    Tensor input = gate.apply(parts.get(0));
    Tensor forget = gate.apply(parts.get(1));
    Tensor candidate = squash.apply(parts.get(2));
    Tensor output = gate.apply(parts.get(3));
    Tensor next = Ops.add(Ops.multiply(forget, c), Ops.multiply(input, candidate));
    return List.of(Ops.multiply(output, squash.apply(next)), next);
  }
}
