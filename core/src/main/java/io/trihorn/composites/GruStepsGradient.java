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
 * The way back through {@link GruSteps}: {@code (recurrent, h, outputs, gates, inner, last h's
 * gradient[, outputs']) -> (projected's gradient, that of the state's part, h's)}, where {@code h}
 * is the state before the first step and {@code outputs} are those after each.
 *
 * @param reverse whether time ran backwards
 */
public record GruStepsGradient(boolean reverse) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType wide = Sequences.gradients(label(), 1, inputs, 1, 3, 1);
    return List.of(wide, wide, inputs.get(1));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor outputs = in.get(2);
    List<Tensor> sequences = new ArrayList<>(in.subList(3, 5));
    sequences.add(Sequences.before(in.get(1), outputs, reverse));
    sequences.addAll(in.subList(6, in.size()));
    Loop.Results made =
        Loop.over(
            outputs.builder(),
            in.subList(5, 6),
            sequences,
            Math.toIntExact(outputs.dim(0)),
            !reverse,
            (loop, given, at) -> {
              Tensor toH = at.size() > 3 ? Ops.add(given.get(0), at.get(3)) : given.get(0);
              List<Tensor> gates = Shapes.splitEqually(at.get(0), -1, 3);
              Tensor update = gates.get(0);
              Tensor reset = gates.get(1);
              Tensor candidate = gates.get(2);
              Tensor kept = Ops.multiply(toH, update);
              Tensor toUpdate =
                  Ops.multiply(
                      Ops.multiply(toH, Ops.subtract(at.get(2), candidate)),
                      Sequences.ofSigmoid(update));
              Tensor toCandidate =
                  Ops.multiply(Ops.subtract(toH, kept), Sequences.ofTanh(candidate));
              Tensor toReset =
                  Ops.multiply(Ops.multiply(toCandidate, at.get(1)), Sequences.ofSigmoid(reset));
              Tensor toInner = Ops.multiply(toCandidate, reset);
              Tensor projected = Shapes.concatenate(List.of(toUpdate, toReset, toCandidate), -1);
              Tensor recurrent = Shapes.concatenate(List.of(toUpdate, toReset, toInner), -1);
              Tensor before = Nn.matmul(recurrent, loop.capture(in.get(0)), false, true);
              return new Loop.Results(
                  List.of(Ops.add(kept, before)), List.of(projected, recurrent));
            });
    return List.of(made.outputs().get(0), made.outputs().get(1), made.carries().get(0));
  }
}
