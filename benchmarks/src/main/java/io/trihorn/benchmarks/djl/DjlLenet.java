package io.trihorn.benchmarks.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;

/** LeNet. */
public final class DjlLenet extends DjlContestant {
  @Override
  Block block() {
    return new SequentialBlock()
        .add(convolution(5, 6))
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Activation::sigmoid)
        .add(convolution(5, 16))
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Activation::sigmoid)
        .add(Dropout.builder().optRate(0.5f).build())
        .add(convolution(1, 120))
        .add(Blocks.batchFlattenBlock())
        .add(dense(84))
        .add(Activation::sigmoid)
        .add(dense(10));
  }

  private static Block convolution(int size, int filters) {
    return Conv2d.builder().setKernelShape(new Shape(size, size)).setFilters(filters).build();
  }
}
