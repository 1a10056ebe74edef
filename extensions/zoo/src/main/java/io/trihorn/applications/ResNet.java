package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;

/** Residual networks of bottleneck blocks, added after normalization (He et al., 2015). */
public final class ResNet extends StagedNet<ResNet> {
  private ResNet(String kerasName, List<Integer> blocks) {
    super(kerasName, blocks, Preprocessing.CAFFE);
  }

  static ResNet resNet50() {
    return new ResNet("ResNet50", List.of(3, 4, 6, 3));
  }

  static ResNet resNet101() {
    return new ResNet("ResNet101", List.of(3, 4, 23, 3));
  }

  static ResNet resNet152() {
    return new ResNet("ResNet152", List.of(3, 8, 36, 3));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            zeroPadding2d(3).name("conv1_pad"),
            conv2d(64, 7).strides(2).name("conv1_conv"),
            norm("conv1_bn"),
            activation("relu").name("conv1_relu"),
            zeroPadding2d(1).name("pool1_pad"),
            maxPooling2d(3).strides(2).name("pool1_pool"));
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int i = 1; i <= blocks.get(stage); i++) {
        int stride = stage > 0 && i == 1 ? 2 : 1;
        x = block(net, x, 64 << stage, stride, i == 1, "conv%d_block%d_".formatted(stage + 2, i));
      }
    }
    return x;
  }

  private static KerasTensor block(
      Net net, KerasTensor x, int filters, int stride, boolean projected, String name) {
    KerasTensor shortcut =
        projected
            ? net.chain(
                x,
                conv2d(4 * filters, 1).strides(stride).name(name + "0_conv"),
                norm(name + "0_bn"))
            : x;
    KerasTensor y =
        net.chain(
            x,
            conv2d(filters, 1).strides(stride).name(name + "1_conv"),
            norm(name + "1_bn"),
            activation("relu").name(name + "1_relu"),
            conv2d(filters, 3).padding("same").name(name + "2_conv"),
            norm(name + "2_bn"),
            activation("relu").name(name + "2_relu"),
            conv2d(4 * filters, 1).name(name + "3_conv"),
            norm(name + "3_bn"));
    return net.chain(
        net.merge(add().name(name + "add"), shortcut, y), activation("relu").name(name + "out"));
  }
}
