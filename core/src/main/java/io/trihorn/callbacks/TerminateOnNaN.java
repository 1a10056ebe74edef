package io.trihorn.callbacks;

import io.trihorn.model.Callback;
import io.trihorn.model.ModelException;
import io.trihorn.model.TrainingRun;
import java.util.Map;
import java.util.function.Supplier;

/** Stops training after a step that left the mean of the loss NaN or infinite. */
public final class TerminateOnNaN implements Callback {
  private boolean raiseError;

  /** Stops as if the training had come to its end. */
  public TerminateOnNaN() {}

  /** Whether {@code fit} ends with an exception; by default it ends as usual. */
  public TerminateOnNaN raiseError(boolean value) {
    raiseError = value;
    return this;
  }

  @Override
  public boolean handlesNaN() {
    return true;
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    Double loss = logs.get().get("loss");
    if (loss == null || Double.isFinite(loss)) {
      return;
    }
    if (raiseError) {
      throw new ModelException(
          "model '" + run.model().name() + "': the loss is " + loss + " after step " + step);
    }
    run.out().print("Batch " + step + ": Invalid loss, terminating training\n");
    run.stop();
  }
}
