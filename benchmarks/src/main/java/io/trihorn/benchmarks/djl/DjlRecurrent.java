package io.trihorn.benchmarks.djl;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RecurrentBlock;

/** A recurrent layer of which the last output goes to a dense one. */
public final class DjlRecurrent extends DjlContestant {
  private static final int UNITS = 128;

  private final RecurrentBlock recurrent;
  private final long extraParameters;

  private DjlRecurrent(RecurrentBlock recurrent, long extraParameters) {
    this.recurrent = recurrent;
    this.extraParameters = extraParameters;
  }

  /** Returns the one with a long short-term memory; PyTorch gives it a second bias. */
  public static DjlRecurrent lstm() {
    return new DjlRecurrent(configure(LSTM.builder()).build(), 4 * UNITS);
  }

  /** Returns the one with gated recurrent units. */
  public static DjlRecurrent gru() {
    return new DjlRecurrent(configure(GRU.builder()).build(), 0);
  }

  private static <T extends RecurrentBlock.BaseBuilder<T>> T configure(T builder) {
    return builder.setStateSize(UNITS).setNumLayers(1).optBatchFirst(true).optReturnState(false);
  }

  @Override
  Block block() {
    return new SequentialBlock()
        .add(recurrent)
        .add(outputs -> new NDList(outputs.singletonOrThrow().get(":, -1")))
        .add(dense(10));
  }

  @Override
  public long extraParameters() {
    return extraParameters;
  }
}
