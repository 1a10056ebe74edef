package io.trihorn.layers.rnn;

import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.composites.LstmSequence;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializer;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of {@link LSTM}. States: {@code h (batch, units)}, which is also the output, and {@code
 * c (batch, units)}. Weights: {@code kernel (inputs, 4 units)}, {@code recurrent_kernel (units, 4
 * units)}, {@code bias (4 units)}, each with the columns of the input gate, the forget gate, the
 * candidate and the output gate.
 */
public final class LSTMCell extends DenseCell<LSTMCell> {
  private Activation recurrentActivation = Activations.get("sigmoid");
  private boolean unitForgetBias = true;

  /** A cell with this many units. */
  public LSTMCell(int units) {
    super(units, 4);
  }

  /** The activation of the gates by Keras's name; by default {@code sigmoid}. */
  public LSTMCell recurrentActivation(String name) {
    recurrentActivation = Activations.get(name);
    return this;
  }

  /** Whether the forget gate's bias starts at 1; by default it does. */
  public LSTMCell unitForgetBias(boolean value) {
    unitForgetBias = value;
    return this;
  }

  @Override
  protected void configureCell(Config config) {
    super.configureCell(config);
    recurrentActivation =
        Activations.configure(config, "recurrent_activation", recurrentActivation);
    unitForgetBias = config.bool("unit_forget_bias", unitForgetBias);
  }

  @Override
  protected int stateCount() {
    return 2;
  }

  @Override
  protected Initializer biasInitializer() {
    return unitForgetBias ? new ForgetBias(super.biasInitializer()) : super.biasInitializer();
  }

  @Override
  public Step step(Tensor projected, List<Tensor> states, Constants constants, Call call) {
    Tensor all = Ops.add(projected, recur(states.get(0), constants));
    List<Tensor> next =
        LstmSequence.step(all, states.get(1), recurrentActivation::call, activation::call);
    return new Step(next.get(0), next);
  }

  @Override
  RnnLoop.Result whole(
      Tensor inputs, List<Tensor> initial, Constants constants, boolean reverse, boolean all) {
    if (!isStandard(recurrentActivation, constants)) {
      return null;
    }
    Tensor bias = constants.get("bias");
    List<Tensor> operands =
        new ArrayList<>(List.of(inputs, constants.get("kernel"), constants.get("recurrent")));
    operands.addAll(initial);
    if (bias != null) {
      operands.add(bias);
    }
    return RnnLoop.whole(new LstmSequence(reverse, all), operands, reverse, all);
  }
}
