package io.trihorn.benchmarks;

/** A contestant whose model answers one sample in more ways than one. */
public interface Asking extends Contestant {
  /** Answers that are timed in one go. */
  int BLOCK = 20;

  /** How it is asked. */
  enum Way {
    /** The model's own call. */
    PREDICT("predict"),
    /** DJL's predictor of the model's file. */
    PREDICTOR("DJL's Predictor");

    private final String title;

    Way(String title) {
      this.title = title;
    }

    /** Returns what it is called in the report. */
    public String title() {
      return title;
    }
  }

  /** Returns the probabilities of the first sample's classes. */
  float[] ask(Way way);
}
