package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What happens in one step of a recurrent layer. Cells are layers; a cell of your own extends
 * {@link Layer} and implements this, and {@link RNN} runs it over time.
 *
 * <p>The work of a step is in two parts, so that what needs no state can be done for all steps at
 * once: {@link #project} and {@link #step}.
 */
public interface RnnCell {
  /** The shapes of the states, without the batch axis; asked for when the cell is built. */
  List<Shape> stateShapes();

  /** Which state is also the cell's output, or -1 if none is. */
  default int outputState() {
    return -1;
  }

  /**
   * What all steps share, computed once before the first: weights in the wanted type, dropout
   * masks. Weights may also be read in a step.
   */
  default Map<String, Tensor> constants(long batch, Call call) {
    return Map.of();
  }

  /**
   * The part of a step that needs no state, for inputs {@code (batch, ...)} or {@code (time, batch,
   * ...)}.
   */
  default Tensor project(Tensor inputs, Constants constants, Call call) {
    return inputs;
  }

  /**
   * One step.
   *
   * @param projected what {@link #project} gave for the step's input
   * @param states {@code (batch, ...)} each
   */
  Step step(Tensor projected, List<Tensor> states, Constants constants, Call call);

  /** The cell as a layer. */
  default Layer layer() {
    return (Layer) this;
  }

  /**
   * What a step gives.
   *
   * @param output {@code (batch, ...)}
   * @param states as many and of the same types as came in
   */
  record Step(Tensor output, List<Tensor> states) {}
}
