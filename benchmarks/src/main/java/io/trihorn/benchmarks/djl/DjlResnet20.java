package io.trihorn.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** The smallest residual network for 32×32 images. */
public final class DjlResnet20 extends DjlContestant {
  private static final int BLOCKS = 3;

  @Override
  Block block() {
    SequentialBlock net =
        new SequentialBlock()
            .add(convolution(3, 16, 1))
            .add(BatchNorm.builder().build())
            .add(Activation::relu);
    for (int filters : new int[] {16, 32, 64}) {
      for (int i = 0; i < BLOCKS; i++) {
        boolean changes = i == 0 && filters > 16;
        net.add(residual(filters, changes)).add(Activation::relu);
      }
    }
    return net.add(Pool.globalAvgPool2dBlock()).add(dense(10));
  }

  private static Block residual(int filters, boolean changes) {
    SequentialBlock body =
        new SequentialBlock()
            .add(convolution(3, filters, changes ? 2 : 1))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(convolution(3, filters, 1))
            .add(BatchNorm.builder().build());
    Block shortcut = changes ? convolution(1, filters, 2) : Blocks.identityBlock();
    return new ParallelBlock(DjlResnet20::sum, List.of(body, shortcut));
  }

  private static NDList sum(List<NDList> both) {
    NDArray body = both.get(0).singletonOrThrow();
    return new NDList(body.add(both.get(1).singletonOrThrow()));
  }

  private static Block convolution(int size, int filters, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(size, size))
        .setFilters(filters)
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(size / 2, size / 2))
        .build();
  }
}
