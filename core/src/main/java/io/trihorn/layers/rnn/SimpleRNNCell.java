package io.trihorn.layers.rnn;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * One step of {@link SimpleRNN}: {@code h = activation(x . kernel + h . recurrent_kernel + bias)}.
 * State: {@code h (batch, units)}, which is also the output. Weights: {@code kernel (inputs,
 * units)}, {@code recurrent_kernel (units, units)}, {@code bias (units)}.
 */
public final class SimpleRNNCell extends DenseCell<SimpleRNNCell> {
  /** A cell with this many units. */
  public SimpleRNNCell(int units) {
    super(units, 1);
  }

  @Override
  public Step step(Tensor projected, List<Tensor> states, Constants constants, Call call) {
    Tensor h = activation.call(Ops.add(projected, recur(states.get(0), constants)));
    return new Step(h, List.of(h));
  }
}
