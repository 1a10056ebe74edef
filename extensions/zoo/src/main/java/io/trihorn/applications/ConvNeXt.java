package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.layerScale;
import static io.trihorn.layers.Layers.normalization;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.Locale;

/**
 * Convolutional networks with what transformers taught: large kernels of each channel, few
 * activations, layer normalization (Liu et al., 2022).
 */
public final class ConvNeXt extends Application<ConvNeXt> {
  private static final double EPSILON = 1e-6;

  private final String variant;
  private final List<Integer> depths;
  private final List<Integer> widths;
  private boolean includePreprocessing = true;

  private ConvNeXt(String variant, List<Integer> depths, int width) {
    super("ConvNeXt" + variant, 224, 32, Preprocessing.NONE);
    this.variant = variant;
    this.depths = depths;
    this.widths = List.of(width, 2 * width, 4 * width, 8 * width);
  }

  static ConvNeXt tiny() {
    return new ConvNeXt("Tiny", List.of(3, 3, 9, 3), 96);
  }

  static ConvNeXt small() {
    return new ConvNeXt("Small", List.of(3, 3, 27, 3), 96);
  }

  static ConvNeXt base() {
    return new ConvNeXt("Base", List.of(3, 3, 27, 3), 128);
  }

  static ConvNeXt large() {
    return new ConvNeXt("Large", List.of(3, 3, 27, 3), 192);
  }

  static ConvNeXt xlarge() {
    return new ConvNeXt("XLarge", List.of(3, 3, 27, 3), 256);
  }

  /** Whether the model begins with the scaling of values from 0 to 255; by default it does. */
  public ConvNeXt includePreprocessing(boolean value) {
    includePreprocessing = value;
    return this;
  }

  @Override
  boolean takesChannelsFirst() {
    return false;
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "convnext_" + variant.toLowerCase(Locale.ROOT);
  }

  @Override
  KerasTensor features(Net net, KerasTensor image) {
    String name = modelName(image) + "_";
    KerasTensor x =
        net.chain(
            image,
            includePreprocessing && net.channels(image) == 3
                ? normalization()
                    .mean(0.485 * 255, 0.456 * 255, 0.406 * 255)
                    .variance(squared(0.229 * 255), squared(0.224 * 255), squared(0.225 * 255))
                    .name(name + "prestem_normalization")
                : null);
    x =
        net.chain(
            x,
            new Sequential(
                    input(extents(x)),
                    conv2d(widths.get(0), 4).strides(4).name(name + "stem_conv"),
                    layerNormalization().epsilon(EPSILON).name(name + "stem_layernorm"))
                .name(name + "stem"));
    for (int stage = 0; stage < depths.size(); stage++) {
      if (stage > 0) {
        x = net.chain(x, halving(x, widths.get(stage), name + "downsampling_", stage - 1));
      }
      for (int i = 0; i < depths.get(stage); i++) {
        x = block(net, x, widths.get(stage), name + "stage_%d_block_%d_".formatted(stage, i));
      }
    }
    return x;
  }

  private static Sequential halving(KerasTensor x, int filters, String name, int id) {
    return new Sequential(
            input(extents(x)),
            layerNormalization().epsilon(EPSILON).name(name + "layernorm_" + id),
            conv2d(filters, 2).strides(2).name(name + "conv_" + id))
        .name(name + "block_" + id);
  }

  private static KerasTensor block(Net net, KerasTensor x, int width, String name) {
    KerasTensor y =
        net.chain(
            x,
            conv2d(width, 7).padding("same").groups(width).name(name + "depthwise_conv"),
            layerNormalization().epsilon(EPSILON).name(name + "layernorm"),
            dense(4 * width).name(name + "pointwise_conv_1"),
            activation("gelu").name(name + "gelu"),
            dense(width).name(name + "pointwise_conv_2"),
            layerScale(1e-6, width).name(name + "layer_scale"),
            // Where blocks are left out in training, at a rate that is 0 by default.
            activation("linear").name(name + "identity"));
    return Operations.add(x, y);
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    String name = modelName(x) + "_head_";
    return net.chain(
        x,
        globalAveragePooling2d().name(name + "gap"),
        layerNormalization().epsilon(EPSILON).name(name + "layernorm"),
        dense(classes(), classifierActivation()).name(name + "dense"));
  }

  @Override
  KerasTensor bare(Net net, KerasTensor x) {
    return net.chain(super.bare(net, x), layerNormalization().epsilon(EPSILON));
  }

  /** The extents but the batch's. */
  private static long[] extents(KerasTensor x) {
    return x.shape().slice(1).getShape();
  }

  private static double squared(double x) {
    return x * x;
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
