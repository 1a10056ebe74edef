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
 * The way back through {@link LstmSteps}: {@code (recurrent, c, cells, gates, last h's gradient,
 * last c's[, outputs']) -> (projected's gradient, h's, c's)}, where {@code c} is the state before
 * the first step and {@code cells} are those after each.
 *
 * @param reverse whether time ran backwards
 */
public record LstmStepsGradient(boolean reverse) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType state = inputs.get(1);
    return List.of(Sequences.gradients(label(), 2, inputs, 1, 4), state, state);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor cells = in.get(2);
    List<Tensor> sequences = new ArrayList<>(in.subList(2, 4));
    sequences.add(Sequences.before(in.get(1), cells, reverse));
    sequences.addAll(in.subList(6, in.size()));
    Loop.Results made =
        Loop.over(
            cells.builder(),
            in.subList(4, 6),
            sequences,
            Math.toIntExact(cells.dim(0)),
            !reverse,
            (loop, given, at) -> {
              Tensor toH = at.size() > 3 ? Ops.add(given.get(0), at.get(3)) : given.get(0);
              Tensor squashed = Ops.tanh(at.get(0));
              List<Tensor> gates = Shapes.splitEqually(at.get(1), -1, 4);
              Tensor input = gates.get(0);
              Tensor forget = gates.get(1);
              Tensor candidate = gates.get(2);
              Tensor output = gates.get(3);
              Tensor toSquashed = Ops.multiply(toH, output);
              Tensor toC =
                  Ops.add(given.get(1), Ops.multiply(toSquashed, Sequences.ofTanh(squashed)));
              Tensor toAll =
                  Shapes.concatenate(
                      List.of(
                          Ops.multiply(Ops.multiply(toC, candidate), Sequences.ofSigmoid(input)),
                          Ops.multiply(Ops.multiply(toC, at.get(2)), Sequences.ofSigmoid(forget)),
                          Ops.multiply(Ops.multiply(toC, input), Sequences.ofTanh(candidate)),
                          Ops.multiply(Ops.multiply(toH, squashed), Sequences.ofSigmoid(output))),
                      -1);
              Tensor before = Nn.matmul(toAll, loop.capture(in.get(0)), false, true);
              return new Loop.Results(List.of(before, Ops.multiply(toC, forget)), List.of(toAll));
            });
    return List.of(made.outputs().get(0), made.carries().get(0), made.carries().get(1));
  }
}
