package io.trihorn.layers.rnn;

import io.trihorn.ops.Tensor;
import java.util.List;

/** A cell whose run over a sequence is a composite, in its usual form. */
interface WholeCell {
  /**
   * All steps without a mask, or null where the cell is not of the usual form.
   *
   * @param inputs {@code (time, batch, features)}, not projected
   * @param all whether the outputs of all steps are wanted
   */
  RnnLoop.Result whole(
      Tensor inputs, List<Tensor> initial, Constants constants, boolean reverse, boolean all);
}
