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
 * The steps of {@link LstmSequence}, of the same operands, with all that its gradient needs: {@code
 * (x, kernel, recurrent, h, c[, bias]) -> (h, c, gates)}, where {@code h} and {@code c (time,
 * batch, units)} are the states after each step, and {@code gates (time, batch, 4 units)} come with
 * the candidate in the order of the kernel's columns.
 *
 * @param reverse whether time runs backwards
 */
public record LstmSteps(boolean reverse) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType steps = Sequences.steps(label(), 4, 2, inputs);
    return List.of(steps, steps, Sequences.wide(steps, 4));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor projected = LstmSequence.projected(in);
    return Loop.over(
            projected.builder(),
            in.subList(3, 5),
            List.of(projected),
            Math.toIntExact(projected.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor recurrent = Nn.matmul(states.get(0), loop.capture(in.get(2)));
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
