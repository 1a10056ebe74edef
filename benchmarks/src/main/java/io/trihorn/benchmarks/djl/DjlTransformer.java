package io.trihorn.benchmarks.djl;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;

/** Two encoder blocks. */
public final class DjlTransformer extends DjlContestant {
  private static final int FEATURES = 128;
  private static final int HEADS = 4;
  private static final int HIDDEN = 512;
  private static final float DROPOUT = 0.1f;

  @Override
  Block block() {
    return new SequentialBlock()
        .add(encoder())
        .add(encoder())
        .add(outputs -> new NDList(outputs.singletonOrThrow().mean(new int[] {1})))
        .add(dense(10));
  }

  private static Block encoder() {
    return new TransformerEncoderBlock(FEATURES, HEADS, HIDDEN, DROPOUT, Activation::relu);
  }
}
