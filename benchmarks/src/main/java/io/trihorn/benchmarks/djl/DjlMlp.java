package io.trihorn.benchmarks.djl;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

/** Two wide dense layers. */
public final class DjlMlp extends DjlContestant {
  @Override
  Block block() {
    return new SequentialBlock()
        .add(dense(512))
        .add(Activation::relu)
        .add(dense(512))
        .add(Activation::relu)
        .add(dense(10));
  }
}
