package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.multiply;
import static io.trihorn.layers.Layers.reshape;

import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.convolutional.Conv2D;
import io.trihorn.layers.convolutional.DepthwiseConv2D;
import io.trihorn.layers.core.Dense;

/**
 * What both EfficientNets are made of, scaled by a width and a depth.
 *
 * @param width what the numbers of filters are multiplied by
 * @param depth what the numbers of blocks are multiplied by
 */
record EfficientBlocks(double width, double depth) {
  private static final double DROP_CONNECT = 0.2;

  /** A convolution without bias. */
  static Conv2D conv(int filters, int kernel) {
    return conv2d(filters, kernel).padding("same").useBias(false).kernelInitializer(fanOutNormal());
  }

  /** A convolution of each channel, without bias. */
  static DepthwiseConv2D depthwise(int kernel) {
    return depthwiseConv2d(kernel).useBias(false).depthwiseInitializer(fanOutNormal());
  }

  private static Initializer fanOutNormal() {
    return Initializers.varianceScaling(2, "fan_out", "truncated_normal");
  }

  static Layer swish(String name) {
    return activation("silu").name(name);
  }

  /** The last layer. */
  static Dense classifier(int classes, String activation) {
    return dense(classes, activation)
        .kernelInitializer(Initializers.varianceScaling(1.0 / 3, "fan_out", "uniform"))
        .name("predictions");
  }

  /** The scaled number, a multiple of 8 and at least nine tenths of it. */
  int filters(int filters) {
    return Sizes.divisible(filters * width, 8);
  }

  /** The scaled number to the nearest multiple of 8, as the second version has it. */
  int nearestFilters(int filters) {
    return Sizes.nearest(filters * width, 8);
  }

  int repeats(int count) {
    return (int) Math.ceil(depth * count);
  }

  /** The name of a block: its group's number, and a letter for its place in the group. */
  static String name(int group, int place) {
    return "block" + (group + 1) + (char) ('a' + place) + "_";
  }

  /** The share of samples for which a block is left out in training, more the later it is. */
  static double dropRate(int block, int blocks) {
    return DROP_CONNECT * block / blocks;
  }

  /** Each channel times a sigmoid of all channels' means. */
  static KerasTensor excited(Net net, KerasTensor x, int reduced, String name) {
    int channels = net.channels(x);
    KerasTensor weights =
        net.chain(
            x,
            globalAveragePooling2d().name(name + "se_squeeze"),
            (net.channelsFirst() ? reshape(channels, 1, 1) : reshape(1, 1, channels))
                .name(name + "se_reshape"),
            excitation(reduced, "silu").name(name + "se_reduce"),
            excitation(channels, "sigmoid").name(name + "se_expand"));
    return net.merge(multiply().name(name + "se_excite"), x, weights);
  }

  private static Conv2D excitation(int filters, String activation) {
    return conv2d(filters, 1)
        .padding("same")
        .activation(activation)
        .kernelInitializer(fanOutNormal());
  }

  /** What a block adds to its input, left out for some samples in training. */
  static KerasTensor residual(
      Net net, KerasTensor input, KerasTensor x, double dropRate, String name) {
    KerasTensor kept =
        net.chain(
            x, dropRate > 0 ? dropout(dropRate).noiseShape(-1, 1, 1, 1).name(name + "drop") : null);
    return net.merge(add().name(name + "add"), kept, input);
  }
}
