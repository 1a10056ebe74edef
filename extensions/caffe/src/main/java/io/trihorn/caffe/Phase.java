package io.trihorn.caffe;

/** What a net is built for: its text may have layers for one of them only. */
public enum Phase {
  /** Training: with losses. */
  TRAIN,
  /** Evaluation and prediction. */
  TEST
}
