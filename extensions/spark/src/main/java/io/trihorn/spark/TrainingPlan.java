package io.trihorn.spark;

import io.trihorn.distribution.workers.Averaging;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What workers need to know for an epoch.
 *
 * @param job the name of this training, unlike all others
 * @param file the model's file
 * @param backend the name of the backend; null for the one that is configured there
 * @param columns of the inputs, the targets and the weights, in the order of the rows' cells
 * @param averaging what workers exchange
 * @param batchSize the rows of a worker's batch
 * @param checkpoints where states are kept; null for nowhere
 * @param checkpointSteps after how many steps
 * @param epoch the number of the epoch
 * @param state the state that it begins with
 * @param times where what it takes is added
 */
record TrainingPlan(
    String job,
    Broadcast<ModelFile> file,
    String backend,
    TrainingColumns columns,
    Averaging averaging,
    int batchSize,
    Folder checkpoints,
    int checkpointSteps,
    int epoch,
    Broadcast<byte[]> state,
    TrainingTimes times)
    implements Serializable {

  /** The plan of another epoch. */
  TrainingPlan at(int newEpoch, Broadcast<byte[]> newState, TrainingTimes newTimes) {
    return new TrainingPlan(
        job,
        file,
        backend,
        columns,
        averaging,
        batchSize,
        checkpoints,
        checkpointSteps,
        newEpoch,
        newState,
        newTimes);
  }
}
