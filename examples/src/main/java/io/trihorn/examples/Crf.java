package io.trihorn.examples;

import static io.trihorn.ops.Nn.matmul;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.ops.Shapes.broadcastTo;
import static io.trihorn.ops.Shapes.expandDims;
import static io.trihorn.ops.Shapes.index;
import static io.trihorn.ops.Shapes.oneHot;
import static io.trihorn.ops.Shapes.slice;
import static io.trihorn.ops.Shapes.transpose;
import static io.trihorn.ops.Special.logsumexp;

import ai.djl.ndarray.types.Shape;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Core;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A conditional random field over sequences (Lafferty, McCallum and Pereira, 2001): a weight for
 * each pair of tags that follow each other. From the scores of each tag {@code (batch, length,
 * tags)} and the right tags, int32 {@code (batch, length)}, it gives minus the logarithm of the
 * probability of these among all sequences of tags {@code (batch)}, which is the loss.
 */
final class Crf extends Layer {
  private Weight transitions;

  @Override
  protected void build(List<Shape> inputs) {
    long tags = inputs.get(0).get(2);
    transitions = addWeight("transitions", new Shape(tags, tags), Initializers.zeros());
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor scores = inputs.get(0);
    Tensor pairs = call.read(transitions);
    long length = scores.dim(1);
    Tensor right = oneHot(inputs.get(1), scores.dim(2), scores.dtype());
    Tensor leading = matmul(slice(right, 1, 0, length - 1), broadcast(pairs, scores));
    Tensor along = sum(multiply(leading, slice(right, 1, 1, length)), 1, 2);
    Tensor score = add(sum(multiply(scores, right), 1, 2), along);
    return List.of(subtract(all(scores, pairs), score));
  }

  /** A matrix for each sequence of the batch. */
  private static Tensor broadcast(Tensor pairs, Tensor scores) {
    return broadcastTo(pairs, scores.dim(0), scores.dim(2), scores.dim(2));
  }

  /** The logarithm of the sum over all sequences of tags, {@code (batch)}, step by step. */
  private static Tensor all(Tensor scores, Tensor pairs) {
    Tensor steps = transpose(slice(scores, 1, 1, scores.dim(1)), 1, 0, 2);
    Loop.Body step =
        (loop, carries, now) -> {
          Tensor ways = add(expandDims(carries.get(0), 2), loop.capture(pairs));
          return new Loop.Results(List.of(add(logsumexp(ways, 1), now.get(0))), List.of());
        };
    List<Tensor> first = List.of(index(scores, 1, 0));
    return logsumexp(Core.scan(first, List.of(steps), false, step).carries().get(0), -1);
  }
}
