package io.trihorn.benchmarks;

/** What is timed of a model. */
public enum Measure implements Turn {
  /** A training step. */
  TRAIN("train step") {
    @Override
    public Timing take(
        ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timeTraining(warmUp, seconds);
    }
  },
  /** A prediction of a batch of the training size. */
  PREDICT("predict batch") {
    @Override
    public Timing take(
        ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timePrediction(workload.batch(), warmUp, seconds);
    }
  },
  /** A prediction of one sample. */
  PREDICT_ONE("predict 1") {
    @Override
    public Timing take(
        ContestantProcess process, Workload workload, double warmUp, double seconds) {
      return process.timePrediction(1, warmUp, seconds);
    }
  };

  private final String title;

  Measure(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
