package io.trihorn.caffe;

import io.trihorn.graph.TensorData;
import java.nio.file.Path;
import java.util.List;

/**
 * What a solver remembers, as its files have it.
 *
 * @param iteration how many updates were done
 * @param currentStep how often the learning rate was changed by the policy {@code multistep}
 * @param net the file of the weights, or null
 * @param history of each blob that is learnt, once for each memory that the solver has
 */
record SolverState(int iteration, int currentStep, String net, List<TensorData> history) {
  SolverState {
    history = List.copyOf(history);
  }

  /**
   * Reads a file of either format.
   *
   * @throws CaffeException if it is none of Caffe's
   */
  static SolverState read(Path file) {
    if (HdfFiles.is(file)) {
      return HdfFiles.readState(file);
    }
    Part state = CaffeFiles.binary("SolverState", file);
    return new SolverState(
        state.integer("iter"),
        state.integer("current_step"),
        state.has("learned_net") ? state.text("learned_net") : null,
        state.parts("history").stream().map(CaffeNet::values).toList());
  }
}
