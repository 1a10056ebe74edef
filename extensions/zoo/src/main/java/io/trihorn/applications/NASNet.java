package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.averagePooling2d;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.cropping2d;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.separableConv2d;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;

/**
 * Two kinds of cells found by search, normal and reducing ones; each takes the results of the two
 * before it (Zoph et al., 2017).
 */
public final class NASNet extends Application<NASNet> {
  private final String variant;
  private final int filters;
  private final int stemFilters;
  private final int repeats;
  private final boolean skipsReduction;

  /**
   * A network.
   *
   * @param filters those of the first normal cells; doubled at each reduction
   * @param repeats how many normal cells follow each other
   * @param skipsReduction whether a cell after a reduction takes what was before it, too
   */
  private NASNet(
      String variant, int size, int filters, int stemFilters, int repeats, boolean skipsReduction) {
    super("NASNet" + variant, size, 32, Preprocessing.TF);
    this.variant = variant;
    this.filters = filters;
    this.stemFilters = stemFilters;
    this.repeats = repeats;
    this.skipsReduction = skipsReduction;
  }

  static NASNet mobile() {
    return new NASNet("Mobile", 224, 44, 32, 4, false);
  }

  static NASNet large() {
    return new NASNet("Large", 331, 168, 96, 6, true);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return variant.equals("Mobile") ? "nasnet_mobile" : "nasnet_large";
  }

  @Override
  boolean takesChannelsFirst() {
    return false;
  }

  @Override
  boolean needsSize() {
    return true;
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor stem =
        net.chain(
            input,
            conv2d(stemFilters, 3)
                .strides(2)
                .useBias(false)
                .kernelInitializer("he_normal")
                .name("stem_conv1"),
            norm("stem_bn1"));
    KerasTensor first = reduced(net, stem, null, filters / 4, "stem_1");
    KerasTensor x = reduced(net, first, stem, filters / 2, "stem_2");
    KerasTensor before = first;
    for (int group = 0; group < 3; group++) {
      int width = filters << group;
      if (group > 0) {
        KerasTensor reduced = reduced(net, x, before, width, "reduce_" + group * repeats);
        before = skipsReduction ? before : x;
        x = reduced;
      }
      for (int i = 0; i < repeats; i++) {
        int id = group * repeats + i + (group > 0 ? 1 : 0);
        KerasTensor next = normal(net, x, before, width, Integer.toString(id));
        before = x;
        x = next;
      }
    }
    return net.chain(x, activation("relu"));
  }

  private static KerasTensor normal(
      Net net, KerasTensor input, KerasTensor before, int filters, String id) {
    KerasTensor p = fitted(net, before, input, filters, id);
    KerasTensor h = squeezed(net, input, filters, "normal", id);
    KerasTensor x1 =
        net.merge(
            add().name("normal_add_1_" + id),
            separable(net, h, filters, 5, 1, "normal_left1_" + id),
            separable(net, p, filters, 3, 1, "normal_right1_" + id));
    KerasTensor x2 =
        net.merge(
            add().name("normal_add_2_" + id),
            separable(net, p, filters, 5, 1, "normal_left2_" + id),
            separable(net, p, filters, 3, 1, "normal_right2_" + id));
    KerasTensor x3 =
        net.merge(
            add().name("normal_add_3_" + id), net.chain(h, averaged("normal_left3_" + id)), p);
    KerasTensor x4 =
        net.merge(
            add().name("normal_add_4_" + id),
            net.chain(p, averaged("normal_left4_" + id)),
            net.chain(p, averaged("normal_right4_" + id)));
    KerasTensor x5 =
        net.merge(
            add().name("normal_add_5_" + id),
            separable(net, h, filters, 3, 1, "normal_left5_" + id),
            h);
    return net.merge(concatenate().name("normal_concat_" + id), p, x1, x2, x3, x4, x5);
  }

  private static KerasTensor reduced(
      Net net, KerasTensor input, KerasTensor before, int filters, String id) {
    KerasTensor p = before == null ? input : fitted(net, before, input, filters, id);
    KerasTensor h = squeezed(net, input, filters, "reduction", id);
    KerasTensor padded =
        net.chain(h, zeroPadding2d(Sizes.halving(net, h, 3)).name("reduction_pad_1_" + id));
    KerasTensor x1 =
        net.merge(
            add().name("reduction_add_1_" + id),
            separable(net, h, filters, 5, 2, "reduction_left1_" + id),
            separable(net, p, filters, 7, 2, "reduction_right1_" + id));
    KerasTensor x2 =
        net.merge(
            add().name("reduction_add_2_" + id),
            net.chain(padded, maxPooling2d(3).strides(2).name("reduction_left2_" + id)),
            separable(net, p, filters, 7, 2, "reduction_right2_" + id));
    KerasTensor x3 =
        net.merge(
            add().name("reduction_add3_" + id),
            net.chain(padded, averagePooling2d(3).strides(2).name("reduction_left3_" + id)),
            separable(net, p, filters, 5, 2, "reduction_right3_" + id));
    KerasTensor x4 = net.merge(add(), x2, net.chain(x1, averaged("reduction_left4_" + id)));
    KerasTensor x5 =
        net.merge(
            add().name("reduction_add4_" + id),
            separable(net, x1, filters, 3, 1, "reduction_left4_" + id),
            net.chain(padded, maxPooling2d(3).strides(2).name("reduction_right5_" + id)));
    return net.merge(concatenate().name("reduction_concat_" + id), x2, x3, x4, x5);
  }

  /** The result of the cell before the last, in the extents and with the filters of this one. */
  private static KerasTensor fitted(
      Net net, KerasTensor before, KerasTensor input, int filters, String id) {
    if (net.height(before) != net.height(input)) {
      KerasTensor x = net.chain(before, activation("relu").name("adjust_relu_1_" + id));
      KerasTensor even =
          net.chain(
              x,
              averagePooling2d(1).strides(2).name("adjust_avg_pool_1_" + id),
              ones(filters / 2, "adjust_conv_1_" + id));
      KerasTensor odd =
          net.chain(
              x,
              zeroPadding2d(0, 1, 0, 1),
              cropping2d(1, 0, 1, 0),
              averagePooling2d(1).strides(2).name("adjust_avg_pool_2_" + id),
              ones(filters / 2, "adjust_conv_2_" + id));
      return net.chain(net.merge(concatenate(), even, odd), norm("adjust_bn_" + id));
    }
    if (net.channels(before) != filters) {
      return net.chain(
          before,
          activation("relu"),
          ones(filters, "adjust_conv_projection_" + id),
          norm("adjust_bn_" + id));
    }
    return before;
  }

  private static KerasTensor squeezed(Net net, KerasTensor x, int filters, String kind, String id) {
    return net.chain(
        x, activation("relu"), ones(filters, kind + "_conv_1_" + id), norm(kind + "_bn_1_" + id));
  }

  /** Two separable convolutions, the first with a stride. */
  private static KerasTensor separable(
      Net net, KerasTensor input, int filters, int kernel, int stride, String name) {
    KerasTensor x = net.chain(input, activation("relu"));
    if (stride == 2) {
      x =
          net.chain(
              x, zeroPadding2d(Sizes.halving(net, x, kernel)).name("separable_conv_1_pad_" + name));
    }
    return net.chain(
        x,
        separableConv2d(filters, kernel)
            .strides(stride)
            .padding(stride == 2 ? "valid" : "same")
            .useBias(false)
            .name("separable_conv_1_" + name),
        norm("separable_conv_1_bn_" + name),
        activation("relu"),
        separableConv2d(filters, kernel)
            .padding("same")
            .useBias(false)
            .name("separable_conv_2_" + name),
        norm("separable_conv_2_bn_" + name));
  }

  private static Layer averaged(String name) {
    return averagePooling2d(3).strides(1).padding("same").name(name);
  }

  private static Layer ones(int filters, String name) {
    return conv2d(filters, 1)
        .padding("same")
        .useBias(false)
        .kernelInitializer("he_normal")
        .name(name);
  }

  private static Layer norm(String name) {
    return batchNormalization().momentum(0.9997).name(name);
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
