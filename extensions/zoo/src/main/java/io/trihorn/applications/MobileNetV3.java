package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.multiply;
import static io.trihorn.layers.Layers.relu;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.data.download.PublishedFile;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.operations.Operations;
import java.util.List;

/**
 * Inverted residual blocks found by search, some with squeeze and excitation and hard swish (Howard
 * et al., 2019).
 */
public final class MobileNetV3 extends Application<MobileNetV3> {
  /**
   * A block.
   *
   * @param expansion how many times as wide it is inside
   * @param large whether its kernel is 5 instead of 3
   * @param excites whether it weighs its channels
   * @param hard whether it has hard swish instead of ReLU
   */
  private record Block(
      double expansion, int filters, boolean large, int stride, boolean excites, boolean hard) {}

  private static final List<Block> SMALL =
      List.of(
          new Block(1, 16, false, 2, true, false),
          new Block(72.0 / 16, 24, false, 2, false, false),
          new Block(88.0 / 24, 24, false, 1, false, false),
          new Block(4, 40, true, 2, true, true),
          new Block(6, 40, true, 1, true, true),
          new Block(6, 40, true, 1, true, true),
          new Block(3, 48, true, 1, true, true),
          new Block(3, 48, true, 1, true, true),
          new Block(6, 96, true, 2, true, true),
          new Block(6, 96, true, 1, true, true),
          new Block(6, 96, true, 1, true, true));

  private static final List<Block> LARGE =
      List.of(
          new Block(1, 16, false, 1, false, false),
          new Block(4, 24, false, 2, false, false),
          new Block(3, 24, false, 1, false, false),
          new Block(3, 40, true, 2, true, false),
          new Block(3, 40, true, 1, true, false),
          new Block(3, 40, true, 1, true, false),
          new Block(6, 80, false, 2, false, true),
          new Block(2.5, 80, false, 1, false, true),
          new Block(2.3, 80, false, 1, false, true),
          new Block(2.3, 80, false, 1, false, true),
          new Block(6, 112, false, 1, true, true),
          new Block(6, 112, false, 1, true, true),
          new Block(6, 160, true, 2, true, true),
          new Block(6, 160, true, 1, true, true),
          new Block(6, 160, true, 1, true, true));

  private final List<Block> blocks;
  private final int lastFilters;
  private double alpha = 1;
  private boolean minimalistic;
  private double dropoutRate = 0.2;
  private boolean includePreprocessing = true;

  private MobileNetV3(String kerasName, List<Block> blocks, int lastFilters) {
    super(kerasName, -1, 32, Preprocessing.NONE);
    this.blocks = blocks;
    this.lastFilters = lastFilters;
  }

  static MobileNetV3 small() {
    return new MobileNetV3("MobileNetV3Small", SMALL, 1024);
  }

  static MobileNetV3 large() {
    return new MobileNetV3("MobileNetV3Large", LARGE, 1280);
  }

  /** The width: what the numbers of filters are multiplied by; by default 1. */
  public MobileNetV3 alpha(double value) {
    alpha = value;
    return this;
  }

  /** Whether to do without squeeze and excitation, hard swish and kernels of 5; by default not. */
  public MobileNetV3 minimalistic(boolean value) {
    minimalistic = value;
    return this;
  }

  /** How much is dropped before the last layer; by default 0.2. */
  public MobileNetV3 dropoutRate(double value) {
    dropoutRate = value;
    return this;
  }

  /** Whether the model begins with the scaling of values from 0 to 255; by default it does. */
  public MobileNetV3 includePreprocessing(boolean value) {
    includePreprocessing = value;
    return this;
  }

  @Override
  PublishedFile published(KerasTensor input, boolean top) {
    String width = Double.toString(alpha);
    return PublishedWeights.of(
        kerasName(),
        minimalistic ? (alpha == 1 ? "minimalistic" : "minimalistic " + width) : width,
        top);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return kerasName();
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            includePreprocessing ? rescaling(1 / 127.5).offset(-1) : null,
            conv2d(16, 3).strides(2).padding("same").useBias(false).name("conv"),
            norm("conv_bn"),
            active(true));
    for (int id = 0; id < blocks.size(); id++) {
      x = block(net, x, blocks.get(id), id);
    }
    return net.chain(
        x,
        conv2d(depth(net.channels(x) * 6.0), 1).padding("same").useBias(false).name("conv_1"),
        norm("conv_1_bn"),
        active(true));
  }

  private KerasTensor block(Net net, KerasTensor x, Block block, int id) {
    String name = id == 0 ? "expanded_conv_" : "expanded_conv_" + id + "_";
    long channels = net.channels(x);
    int inside = depth(channels * block.expansion());
    int filters = depth(block.filters() * alpha);
    int kernel = block.large() && !minimalistic ? 5 : 3;
    KerasTensor y = x;
    if (id > 0) {
      y =
          net.chain(
              y,
              conv2d(inside, 1).padding("same").useBias(false).name(name + "expand"),
              norm(name + "expand_bn"),
              active(block.hard()));
    }
    if (block.stride() == 2) {
      y = net.chain(y, zeroPadding2d(Sizes.halving(net, y, kernel)).name(name + "depthwise_pad"));
    }
    y =
        net.chain(
            y,
            depthwiseConv2d(kernel)
                .strides(block.stride())
                .padding(block.stride() == 1 ? "same" : "valid")
                .useBias(false)
                .name(name + "depthwise"),
            norm(name + "depthwise_bn"),
            active(block.hard()));
    if (block.excites() && !minimalistic) {
      y = excited(net, y, inside, name + "squeeze_excite_");
    }
    y =
        net.chain(
            y,
            conv2d(filters, 1).padding("same").useBias(false).name(name + "project"),
            norm(name + "project_bn"));
    return block.stride() == 1 && channels == filters
        ? net.merge(add().name(name + "add"), x, y)
        : y;
  }

  /** Each channel times a hard sigmoid of all channels' means. */
  private static KerasTensor excited(Net net, KerasTensor x, int channels, String name) {
    KerasTensor weighed =
        net.chain(
            x,
            globalAveragePooling2d().keepdims(true).name(name + "avg_pool"),
            conv2d(depth(channels * 0.25), 1).padding("same").name(name + "conv"),
            relu().name(name + "relu"),
            conv2d(channels, 1).padding("same").name(name + "conv_1"));
    KerasTensor bounded = net.chain(Operations.add(weighed, 3.0), relu().maxValue(6));
    return net.merge(multiply().name(name + "mul"), x, Operations.multiply(bounded, 1.0 / 6));
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(
        x,
        globalAveragePooling2d().keepdims(true),
        conv2d(alpha > 1 ? depth(lastFilters * alpha) : lastFilters, 1)
            .padding("same")
            .name("conv_2"),
        active(true),
        dropoutRate > 0 ? dropout(dropoutRate) : null,
        conv2d(classes(), 1).padding("same").name("logits"),
        flatten(),
        activation(classifierActivation()).name("predictions"));
  }

  private Layer active(boolean hard) {
    return hard && !minimalistic ? activation("hard_silu") : relu();
  }

  private static int depth(double filters) {
    return Sizes.divisible(filters, 8);
  }

  private static Layer norm(String name) {
    return batchNormalization().momentum(0.999).name(name);
  }
}
