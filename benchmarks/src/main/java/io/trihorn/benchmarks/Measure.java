package io.trihorn.benchmarks;

/** What is timed in every round; all in milliseconds. */
public enum Measure {
  /** A training step. */
  TRAIN("train step") {
    @Override
    Timing take(ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timeTraining(warmUp, seconds);
    }
  },
  /** A prediction of a batch of the training size. */
  PREDICT("predict batch") {
    @Override
    Timing take(ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timePrediction(workload.batch(), warmUp, seconds);
    }
  },
  /** A prediction of one sample. */
  PREDICT_ONE("predict 1") {
    @Override
    Timing take(ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timePrediction(1, warmUp, seconds);
    }
  };

  private final String title;

  Measure(String title) {
    this.title = title;
  }

  /** Returns the heading of its column. */
  public String title() {
    return title;
  }

  abstract Timing take(ContestantProcess process, Workload workload, double warmUp, double seconds);
}
