package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.separableConv2d;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;

/** Residual blocks of separable convolutions (Chollet, 2016). */
public final class Xception extends Application<Xception> {
  Xception() {
    super("Xception", 299, 71, Preprocessing.TF);
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            conv2d(32, 3).strides(2).useBias(false).name("block1_conv1"),
            batchNormalization().name("block1_conv1_bn"),
            rectified("block1_conv1_act"),
            conv2d(64, 3).useBias(false).name("block1_conv2"),
            batchNormalization().name("block1_conv2_bn"),
            rectified("block1_conv2_act"));
    x = halved(net, x, 128, 128, "block2_");
    x = halved(net, x, 256, 256, "block3_");
    x = halved(net, x, 728, 728, "block4_");
    for (int block = 5; block <= 12; block++) {
      String name = "block" + block + "_";
      KerasTensor y = x;
      for (int i = 1; i <= 3; i++) {
        y = separable(net, y, 728, true, name + "sepconv" + i);
      }
      x = net.merge(add(), y, x);
    }
    x = halved(net, x, 728, 1024, "block13_");
    x = separable(net, x, 1536, false, "block14_sepconv1");
    x = net.chain(x, rectified("block14_sepconv1_act"));
    x = separable(net, x, 2048, false, "block14_sepconv2");
    return net.chain(x, rectified("block14_sepconv2_act"));
  }

  /** Two separable convolutions and pooling, added to a convolution of 1 by 1. */
  private static KerasTensor halved(Net net, KerasTensor x, int first, int second, String name) {
    KerasTensor shortcut =
        net.chain(
            x, conv2d(second, 1).strides(2).padding("same").useBias(false), batchNormalization());
    // What comes before block 2 is rectified already.
    boolean rectifies = !name.equals("block2_");
    KerasTensor y = separable(net, x, first, rectifies, name + "sepconv1");
    y = separable(net, y, second, true, name + "sepconv2");
    y = net.chain(y, maxPooling2d(3).strides(2).padding("same").name(name + "pool"));
    return net.merge(add(), y, shortcut);
  }

  private static KerasTensor separable(
      Net net, KerasTensor x, int filters, boolean rectifies, String name) {
    return net.chain(
        x,
        rectifies ? rectified(name + "_act") : null,
        separableConv2d(filters, 3).padding("same").useBias(false).name(name),
        batchNormalization().name(name + "_bn"));
  }

  private static Layer rectified(String name) {
    return activation("relu").name(name);
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
