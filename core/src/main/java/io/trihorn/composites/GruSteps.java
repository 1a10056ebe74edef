package io.trihorn.composites;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The steps of {@link GruSequence}, of the same operands, with all that its gradient needs: {@code
 * (x, kernel, recurrent, h[, bias, recurrentBias]) -> (h, gates, inner)}, where {@code gates (time,
 * batch, 3 units)} come with the candidate in the order of the kernel's columns, {@code inner} is
 * the state's part of the candidate before the reset gate, and {@code h} the state after each step,
 * {@code (time, batch, units)} both.
 *
 * @param reverse whether time runs backwards
 */
public record GruSteps(boolean reverse) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType steps = Sequences.steps(label(), 3, 1, inputs);
    return List.of(steps, Sequences.wide(steps, 3), steps);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor projected = GruSequence.projected(in);
    return Loop.over(
            projected.builder(),
            in.subList(3, 4),
            List.of(projected),
            Math.toIntExact(projected.dim(0)),
            reverse,
            (loop, states, slices) -> {
              Tensor h = states.get(0);
              Tensor product = Nn.matmul(h, loop.capture(in.get(2)));
              Tensor recurrent =
                  in.size() > 4 ? Ops.add(product, loop.capture(in.get(5))) : product;
              GruSequence.Gates gates =
                  GruSequence.gates(slices.get(0), recurrent, Nn::sigmoid, Ops::tanh);
              Tensor next = GruSequence.next(gates.update(), gates.candidate(), h);
              Tensor all =
                  Shapes.concatenate(List.of(gates.update(), gates.reset(), gates.candidate()), -1);
              return new Loop.Results(List.of(next), List.of(next, all, gates.inner()));
            })
        .outputs();
  }
}
