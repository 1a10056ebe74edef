package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.customScaleLayer;

import io.trihorn.layers.base.KerasTensor;

/** Inception blocks whose results are scaled down and added (Szegedy et al., 2016). */
public final class InceptionResNetV2 extends Application<InceptionResNetV2> {
  InceptionResNetV2() {
    super("InceptionResNetV2", 299, 75, Preprocessing.TF);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "inception_resnet_v2";
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    Branches to = new Branches(net);
    KerasTensor x = mixed5b(net, to, to.stem(input));
    for (int i = 1; i <= 10; i++) {
      KerasTensor ones = to.conv(x, 32, 1);
      KerasTensor three = to.conv(to.conv(x, 32, 1), 32, 3);
      KerasTensor threes = to.conv(to.conv(to.conv(x, 32, 1), 48, 3), 64, 3);
      x = added(net, x, 0.17, true, "block35_" + i, ones, three, threes);
    }
    x = mixed6a(net, to, x);
    for (int i = 1; i <= 20; i++) {
      KerasTensor ones = to.conv(x, 192, 1);
      KerasTensor sevens = to.conv(to.conv(to.conv(x, 128, 1), 160, 1, 7), 192, 7, 1);
      x = added(net, x, 0.1, true, "block17_" + i, ones, sevens);
    }
    x = mixed7a(net, to, x);
    for (int i = 1; i <= 10; i++) {
      KerasTensor ones = to.conv(x, 192, 1);
      KerasTensor threes = to.conv(to.conv(to.conv(x, 192, 1), 224, 1, 3), 256, 3, 1);
      // The last block adds all, and is not rectified.
      x = added(net, x, i == 10 ? 1 : 0.2, i < 10, "block8_" + i, ones, threes);
    }
    return net.chain(
        x,
        conv2d(1536, 1).padding("same").useBias(false).name("conv_7b"),
        batchNormalization().scale(false).name("conv_7b_bn"),
        activation("relu").name("conv_7b_ac"));
  }

  private static KerasTensor mixed5b(Net net, Branches to, KerasTensor x) {
    KerasTensor ones = to.conv(x, 96, 1);
    KerasTensor fives = to.conv(to.conv(x, 48, 1), 64, 5);
    KerasTensor threes = to.conv(to.conv(to.conv(x, 64, 1), 96, 3), 96, 3);
    KerasTensor pool = to.conv(to.averaged(x), 64, 1);
    return net.merge(concatenate().name("mixed_5b"), ones, fives, threes, pool);
  }

  private static KerasTensor mixed6a(Net net, Branches to, KerasTensor x) {
    KerasTensor three = to.inner(x, 384, 3, 2);
    KerasTensor threes = to.inner(to.conv(to.conv(x, 256, 1), 256, 3), 384, 3, 2);
    return net.merge(concatenate().name("mixed_6a"), three, threes, to.halved(x));
  }

  private static KerasTensor mixed7a(Net net, Branches to, KerasTensor x) {
    KerasTensor wide = to.inner(to.conv(x, 256, 1), 384, 3, 2);
    KerasTensor narrow = to.inner(to.conv(x, 256, 1), 288, 3, 2);
    KerasTensor threes = to.inner(to.conv(to.conv(x, 256, 1), 288, 3), 320, 3, 2);
    return net.merge(concatenate().name("mixed_7a"), wide, narrow, threes, to.halved(x));
  }

  /** A block's input and a share of what its branches made of it. */
  private static KerasTensor added(
      Net net,
      KerasTensor x,
      double share,
      boolean rectified,
      String name,
      KerasTensor... branches) {
    KerasTensor mixed =
        net.chain(
            net.merge(concatenate().name(name + "_mixed"), branches),
            conv2d(net.channels(x), 1).padding("same").name(name + "_conv"));
    return net.chain(
        net.merge(customScaleLayer(share), x, mixed),
        rectified ? activation("relu").name(name + "_ac") : null);
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
