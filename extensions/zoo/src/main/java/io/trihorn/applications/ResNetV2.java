package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;

/** Residual networks whose blocks begin with normalization (He et al., 2016). */
public final class ResNetV2 extends StagedNet<ResNetV2> {
  private ResNetV2(String kerasName, List<Integer> blocks) {
    super(kerasName, blocks, Preprocessing.TF);
  }

  static ResNetV2 resNet50V2() {
    return new ResNetV2("ResNet50V2", List.of(3, 4, 6, 3));
  }

  static ResNetV2 resNet101V2() {
    return new ResNetV2("ResNet101V2", List.of(3, 4, 23, 3));
  }

  static ResNetV2 resNet152V2() {
    return new ResNetV2("ResNet152V2", List.of(3, 8, 36, 3));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            zeroPadding2d(3).name("conv1_pad"),
            conv2d(64, 7).strides(2).name("conv1_conv"),
            zeroPadding2d(1).name("pool1_pad"),
            maxPooling2d(3).strides(2).name("pool1_pool"));
    for (int stage = 0; stage < blocks.size(); stage++) {
      int count = blocks.get(stage);
      for (int i = 1; i <= count; i++) {
        // The last block of a stage halves, not the first of the next.
        int stride = i == count && stage < blocks.size() - 1 ? 2 : 1;
        x = block(net, x, 64 << stage, stride, i == 1, "conv%d_block%d_".formatted(stage + 2, i));
      }
    }
    return net.chain(x, norm("post_bn"), activation("relu").name("post_relu"));
  }

  private static KerasTensor block(
      Net net, KerasTensor x, int filters, int stride, boolean projected, String name) {
    KerasTensor active =
        net.chain(x, norm(name + "preact_bn"), activation("relu").name(name + "preact_relu"));
    KerasTensor shortcut = x;
    if (projected) {
      shortcut = net.chain(active, conv2d(4 * filters, 1).strides(stride).name(name + "0_conv"));
    } else if (stride > 1) {
      shortcut = net.chain(x, maxPooling2d(1).strides(stride));
    }
    KerasTensor y =
        net.chain(
            active,
            conv2d(filters, 1).useBias(false).name(name + "1_conv"),
            norm(name + "1_bn"),
            activation("relu").name(name + "1_relu"),
            zeroPadding2d(1).name(name + "2_pad"),
            conv2d(filters, 3).strides(stride).useBias(false).name(name + "2_conv"),
            norm(name + "2_bn"),
            activation("relu").name(name + "2_relu"),
            conv2d(4 * filters, 1).name(name + "3_conv"));
    return net.merge(add().name(name + "out"), shortcut, y);
  }
}
