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

/**
 * The steps of {@link LstmSequence} with all that its gradient needs: {@code (projected, recurrent,
 * h, c) -> (h, c, gates)}, where {@code projected (time, batch, 4 units)} is the inputs' part of
 * what goes into the gates and the candidate, biases included, {@code gates} of the same shape are
 * what comes out, and {@code h} and {@code c (time, batch, units)} are the states after each step.
 *
 * @param reverse whether time runs backwards
 */
public record LstmSteps(boolean reverse) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType steps = Sequences.steps(label(), 4, 2, inputs);
    return List.of(steps, steps, inputs.get(0));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor projected = in.get(0);
    return Loop.over(
            projected.builder(),
            in.subList(2, 4),
            List.of(projected),
            Math.toIntExact(projected.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor recurrent = Nn.matmul(states.get(0), loop.capture(in.get(1)));
              Tensor all = Ops.add(slices.get(0), recurrent);
              List<Tensor> gates = LstmSequence.gates(all, Nn::sigmoid, Ops::tanh);
              List<Tensor> next = LstmSequence.next(gates, states.get(1), Ops::tanh);
              List<Tensor> results = new ArrayList<>(next);
              results.add(Shapes.concatenate(gates, -1));
              return new Loop.Results(next, results);
            })
        .outputs();
  }
}
