package io.trihorn.applications;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.relu;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.data.download.PublishedFile;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.List;

/** Inverted residual blocks: wide inside, narrow and linear between them (Sandler et al., 2018). */
public final class MobileNetV2 extends Application<MobileNetV2> {
  /** Blocks of one kind: how much they widen, their filters, how many, the first one's stride. */
  private record Group(int expansion, int filters, int count, int stride) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group(1, 16, 1, 1),
          new Group(6, 24, 2, 2),
          new Group(6, 32, 3, 2),
          new Group(6, 64, 4, 2),
          new Group(6, 96, 3, 1),
          new Group(6, 160, 3, 2),
          new Group(6, 320, 1, 1));

  private static final String ORIGIN =
      "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/";
  private static final List<Double> PUBLISHED_WIDTHS = List.of(0.35, 0.5, 0.75, 1.0, 1.3, 1.4);

  private double alpha = 1;

  MobileNetV2() {
    super("MobileNetV2", 224, 32, Preprocessing.TF);
  }

  /** The width: what the numbers of filters are multiplied by; by default 1. */
  public MobileNetV2 alpha(double value) {
    alpha = value;
    return this;
  }

  @Override
  PublishedFile published(KerasTensor input, boolean top) {
    if (!PUBLISHED_WIDTHS.contains(alpha)) {
      throw new IllegalArgumentException(
          "MobileNetV2: weights are published for alpha in %s, not for %s"
              .formatted(PUBLISHED_WIDTHS, alpha));
    }
    long size = Sizes.published(layout(), input, List.of(96L, 128L, 160L, 192L, 224L));
    String name =
        "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_%s_%d%s.h5"
            .formatted(alpha, size, top ? "" : "_no_top");
    return PublishedWeights.SHELF.file(name, ORIGIN + name, null);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "mobilenetv2_%s_%s".formatted(Sizes.decimals(alpha), Sizes.rows(layout(), input));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            conv2d(Sizes.divisible(32 * alpha, 8), 3)
                .strides(2)
                .padding("same")
                .useBias(false)
                .name("Conv1"),
            norm("bn_Conv1"),
            relu().maxValue(6).name("Conv1_relu"));
    int id = 0;
    for (Group group : GROUPS) {
      for (int i = 0; i < group.count(); i++) {
        x = block(net, x, group, i == 0 ? group.stride() : 1, id++);
      }
    }
    int last = alpha > 1 ? Sizes.divisible(1280 * alpha, 8) : 1280;
    return net.chain(
        x,
        conv2d(last, 1).useBias(false).name("Conv_1"),
        norm("Conv_1_bn"),
        relu().maxValue(6).name("out_relu"));
  }

  private KerasTensor block(Net net, KerasTensor x, Group group, int stride, int id) {
    String name = id == 0 ? "expanded_conv_" : "block_" + id + "_";
    long channels = net.channels(x);
    int filters = Sizes.divisible((int) (group.filters() * alpha), 8);
    KerasTensor y = x;
    if (id > 0) {
      y =
          net.chain(
              y,
              conv2d((int) (group.expansion() * channels), 1)
                  .padding("same")
                  .useBias(false)
                  .name(name + "expand"),
              norm(name + "expand_BN"),
              relu().maxValue(6).name(name + "expand_relu"));
    }
    if (stride == 2) {
      y = net.chain(y, zeroPadding2d(Sizes.halving(net, y, 3)).name(name + "pad"));
    }
    y =
        net.chain(
            y,
            depthwiseConv2d(3)
                .strides(stride)
                .useBias(false)
                .padding(stride == 1 ? "same" : "valid")
                .name(name + "depthwise"),
            norm(name + "depthwise_BN"),
            relu().maxValue(6).name(name + "depthwise_relu"),
            conv2d(filters, 1).padding("same").useBias(false).name(name + "project"),
            norm(name + "project_BN"));
    return channels == filters && stride == 1 ? net.merge(add().name(name + "add"), x, y) : y;
  }

  private static Layer norm(String name) {
    return batchNormalization().momentum(0.999).name(name);
  }

  @Override
  String topPoolName() {
    return null;
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
