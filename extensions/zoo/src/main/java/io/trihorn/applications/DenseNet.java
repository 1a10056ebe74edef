package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.averagePooling2d;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;

/** Blocks whose layers each see what all before them made (Huang et al., 2016). */
public final class DenseNet extends StagedNet<DenseNet> {
  private static final int GROWTH = 32;

  private DenseNet(String kerasName, List<Integer> blocks) {
    super(kerasName, blocks, Preprocessing.TORCH);
  }

  static DenseNet denseNet121() {
    return new DenseNet("DenseNet121", List.of(6, 12, 24, 16));
  }

  static DenseNet denseNet169() {
    return new DenseNet("DenseNet169", List.of(6, 12, 32, 32));
  }

  static DenseNet denseNet201() {
    return new DenseNet("DenseNet201", List.of(6, 12, 48, 32));
  }

  @Override
  boolean takesChannelsFirst() {
    return false;
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            zeroPadding2d(3),
            conv2d(64, 7).strides(2).useBias(false).name("conv1_conv"),
            norm("conv1_bn"),
            activation("relu").name("conv1_relu"),
            zeroPadding2d(1),
            maxPooling2d(3).strides(2).name("pool1"));
    for (int stage = 0; stage < blocks.size(); stage++) {
      if (stage > 0) {
        x = halved(net, x, "pool" + (stage + 1));
      }
      for (int i = 1; i <= blocks.get(stage); i++) {
        x = grown(net, x, "conv%d_block%d".formatted(stage + 2, i));
      }
    }
    return net.chain(x, norm("bn"), activation("relu").name("relu"));
  }

  /** Some more maps beside those there are. */
  private static KerasTensor grown(Net net, KerasTensor x, String name) {
    KerasTensor more =
        net.chain(
            x,
            norm(name + "_0_bn"),
            activation("relu").name(name + "_0_relu"),
            conv2d(4 * GROWTH, 1).useBias(false).name(name + "_1_conv"),
            norm(name + "_1_bn"),
            activation("relu").name(name + "_1_relu"),
            conv2d(GROWTH, 3).padding("same").useBias(false).name(name + "_2_conv"));
    return net.merge(concatenate().name(name + "_concat"), x, more);
  }

  /** Half as many maps of half the extents. */
  private static KerasTensor halved(Net net, KerasTensor x, String name) {
    return net.chain(
        x,
        norm(name + "_bn"),
        activation("relu").name(name + "_relu"),
        conv2d(net.channels(x) / 2, 1).useBias(false).name(name + "_conv"),
        averagePooling2d(2).strides(2).name(name + "_pool"));
  }
}
