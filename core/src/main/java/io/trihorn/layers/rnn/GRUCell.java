package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.composites.GruSequence;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One step of {@link GRU}. State: {@code h (batch, units)}, which is also the output. Weights:
 * {@code kernel (inputs, 3 units)}, {@code recurrent_kernel (units, 3 units)}, {@code bias (2, 3
 * units)} or without {@code reset_after} {@code (3 units)}, each with the columns of the update
 * gate, the reset gate and the candidate.
 */
public final class GRUCell extends DenseCell<GRUCell> {
  private Activation recurrentActivation = Activations.get("sigmoid");
  private boolean resetAfter = true;

  /** A cell with this many units. */
  public GRUCell(int units) {
    super(units, 3);
  }

  /** The activation of the gates by Keras's name; by default {@code sigmoid}. */
  public GRUCell recurrentActivation(String name) {
    recurrentActivation = Activations.get(name);
    return this;
  }

  /** Whether the state is reset after its product with the kernel; by default it is. */
  public GRUCell resetAfter(boolean value) {
    resetAfter = value;
    return this;
  }

  @Override
  protected void configureCell(Config config) {
    super.configureCell(config);
    recurrentActivation =
        Activations.configure(config, "recurrent_activation", recurrentActivation);
    resetAfter = config.bool("reset_after", resetAfter);
  }

  @Override
  protected Shape biasShape() {
    return resetAfter ? new Shape(2, 3L * units) : new Shape(3L * units);
  }

  @Override
  protected void putBias(Map<String, Tensor> constants, Call call) {
    if (bias == null || !resetAfter) {
      super.putBias(constants, call);
      return;
    }
    Tensor both = call.read(bias);
    constants.put("bias", Shapes.index(both, 0, 0));
    constants.put("recurrentBias", Shapes.index(both, 0, 1));
  }

  @Override
  public Step step(Tensor projected, List<Tensor> states, Constants constants, Call call) {
    Tensor h = states.get(0);
    Tensor next;
    if (resetAfter) {
      Tensor inner = recur(h, constants);
      Tensor b = constants.get("recurrentBias");
      Tensor recurrent = b == null ? inner : Ops.add(inner, b);
      next = GruSequence.step(projected, recurrent, h, recurrentActivation::call, activation::call);
    } else {
      List<Tensor> x = Shapes.splitEqually(projected, -1, 3);
      Tensor gates = recur(h, constants, 0, 2);
      Tensor update = recurrentActivation.call(Ops.add(x.get(0), Shapes.slice(gates, 1, 0, units)));
      Tensor reset =
          recurrentActivation.call(Ops.add(x.get(1), Shapes.slice(gates, 1, units, 2L * units)));
      Tensor inner = recur(Ops.multiply(reset, h), constants, 2, 3);
      next = GruSequence.next(update, activation.call(Ops.add(x.get(2), inner)), h);
    }
    return new Step(next, List.of(next));
  }

  @Override
  RnnLoop.Result whole(
      Tensor inputs, List<Tensor> initial, Constants constants, boolean reverse, boolean all) {
    if (!resetAfter || !isStandard(recurrentActivation, constants)) {
      return null;
    }
    List<Tensor> operands =
        new ArrayList<>(List.of(inputs, constants.get("kernel"), constants.get("recurrent")));
    operands.addAll(initial);
    if (bias != null) {
      operands.addAll(List.of(constants.get("bias"), constants.get("recurrentBias")));
    }
    return RnnLoop.whole(new GruSequence(reverse, all), operands, reverse, all);
  }
}
