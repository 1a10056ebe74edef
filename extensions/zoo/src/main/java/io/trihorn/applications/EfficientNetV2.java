package io.trihorn.applications;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.layers.Layers.rescaling;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.List;
import java.util.Locale;

/**
 * EfficientNets whose first blocks are of one convolution instead of two, in seven sizes (Tan and
 * Le, 2021).
 */
public final class EfficientNetV2 extends Application<EfficientNetV2> {
  /**
   * Blocks of one kind.
   *
   * @param fused whether they widen and filter in one convolution, and do not weigh channels
   */
  private record Group(int count, int filters, int expansion, int stride, boolean fused) {}

  private static final List<Group> BASE =
      List.of(
          new Group(1, 16, 1, 1, true),
          new Group(2, 32, 4, 2, true),
          new Group(2, 48, 4, 2, true),
          new Group(3, 96, 4, 2, false),
          new Group(5, 112, 6, 1, false),
          new Group(8, 192, 6, 2, false));

  private static final List<Group> SMALL =
      List.of(
          new Group(2, 24, 1, 1, true),
          new Group(4, 48, 4, 2, true),
          new Group(4, 64, 4, 2, true),
          new Group(6, 128, 4, 2, false),
          new Group(9, 160, 6, 1, false),
          new Group(15, 256, 6, 2, false));

  private static final List<Group> MEDIUM =
      List.of(
          new Group(3, 24, 1, 1, true),
          new Group(5, 48, 4, 2, true),
          new Group(5, 80, 4, 2, true),
          new Group(7, 160, 4, 2, false),
          new Group(14, 176, 6, 1, false),
          new Group(18, 304, 6, 2, false),
          new Group(5, 512, 6, 1, false));

  private static final List<Group> LARGE =
      List.of(
          new Group(4, 32, 1, 1, true),
          new Group(7, 64, 4, 2, true),
          new Group(7, 96, 4, 2, true),
          new Group(10, 192, 4, 2, false),
          new Group(19, 224, 6, 1, false),
          new Group(25, 384, 6, 2, false),
          new Group(7, 640, 6, 1, false));

  private static final List<EfficientBlocks> SCALES =
      List.of(
          new EfficientBlocks(1.0, 1.0),
          new EfficientBlocks(1.0, 1.1),
          new EfficientBlocks(1.1, 1.2),
          new EfficientBlocks(1.2, 1.4));
  private static final List<Integer> SIZES = List.of(224, 240, 260, 300);

  private final String variant;
  private final int stemFilters;
  private final List<Group> groups;
  private final EfficientBlocks blocks;
  private boolean includePreprocessing = true;

  private EfficientNetV2(
      String variant, int size, int stemFilters, List<Group> groups, EfficientBlocks blocks) {
    super("EfficientNetV2" + variant, size, 32, Preprocessing.NONE);
    this.variant = variant;
    this.stemFilters = stemFilters;
    this.groups = groups;
    this.blocks = blocks;
  }

  static EfficientNetV2 b(int number) {
    return new EfficientNetV2("B" + number, SIZES.get(number), 32, BASE, SCALES.get(number));
  }

  static EfficientNetV2 small() {
    return new EfficientNetV2("S", 384, 24, SMALL, SCALES.get(0));
  }

  static EfficientNetV2 medium() {
    return new EfficientNetV2("M", 480, 24, MEDIUM, SCALES.get(0));
  }

  static EfficientNetV2 large() {
    return new EfficientNetV2("L", 480, 32, LARGE, SCALES.get(0));
  }

  /** Whether the model begins with the scaling of values from 0 to 255; by default it does. */
  public EfficientNetV2 includePreprocessing(boolean value) {
    includePreprocessing = value;
    return this;
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "efficientnetv2-" + variant.toLowerCase(Locale.ROOT);
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            includePreprocessing ? preprocessed(net, input) : input,
            EfficientBlocks.conv(blocks.nearestFilters(stemFilters), 3)
                .strides(2)
                .name("stem_conv"),
            norm("stem_bn"),
            EfficientBlocks.swish("stem_activation"));
    // Keras counts the blocks before they are scaled.
    int all = groups.stream().mapToInt(Group::count).sum();
    int number = 0;
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      for (int i = 0; i < blocks.repeats(group.count()); i++) {
        double dropRate = EfficientBlocks.dropRate(number++, all);
        int stride = i == 0 ? group.stride() : 1;
        x = block(net, x, group, stride, dropRate, EfficientBlocks.name(g, i));
      }
    }
    return net.chain(
        x,
        EfficientBlocks.conv(blocks.nearestFilters(1280), 1).name("top_conv"),
        norm("top_bn"),
        EfficientBlocks.swish("top_activation"));
  }

  private KerasTensor preprocessed(Net net, KerasTensor input) {
    // Statistics are of red, green and blue.
    return variant.startsWith("B") && net.channels(input) == 3
        ? net.chain(
            input,
            rescaling(1 / 255.0),
            normalization()
                .mean(0.485, 0.456, 0.406)
                .variance(0.229 * 0.229, 0.224 * 0.224, 0.225 * 0.225))
        : net.chain(input, rescaling(1 / 128.0).offset(-1));
  }

  private KerasTensor block(
      Net net, KerasTensor input, Group group, int stride, double dropRate, String name) {
    int channels = net.channels(input);
    int filters = blocks.nearestFilters(group.filters());
    KerasTensor x =
        group.fused()
            ? fused(net, input, group, stride, filters, name)
            : separated(net, input, group, stride, filters, name);
    return stride == 1 && channels == filters
        ? EfficientBlocks.residual(net, input, x, dropRate, name)
        : x;
  }

  private static KerasTensor fused(
      Net net, KerasTensor input, Group group, int stride, int filters, String name) {
    if (group.expansion() == 1) {
      return net.chain(
          input,
          EfficientBlocks.conv(filters, 3).strides(stride).name(name + "project_conv"),
          norm(name + "project_bn"),
          EfficientBlocks.swish(name + "project_activation"));
    }
    int inside = net.channels(input) * group.expansion();
    return net.chain(
        input,
        EfficientBlocks.conv(inside, 3).strides(stride).name(name + "expand_conv"),
        norm(name + "expand_bn"),
        EfficientBlocks.swish(name + "expand_activation"),
        EfficientBlocks.conv(filters, 1).name(name + "project_conv"),
        norm(name + "project_bn"));
  }

  private static KerasTensor separated(
      Net net, KerasTensor input, Group group, int stride, int filters, String name) {
    int channels = net.channels(input);
    KerasTensor x =
        net.chain(
            input,
            EfficientBlocks.conv(channels * group.expansion(), 1).name(name + "expand_conv"),
            norm(name + "expand_bn"),
            EfficientBlocks.swish(name + "expand_activation"),
            EfficientBlocks.depthwise(3).strides(stride).padding("same").name(name + "dwconv2"),
            norm(name + "bn"),
            EfficientBlocks.swish(name + "activation"));
    return net.chain(
        EfficientBlocks.excited(net, x, Math.max(1, channels / 4), name),
        EfficientBlocks.conv(filters, 1).name(name + "project_conv"),
        norm(name + "project_bn"));
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(
        x,
        globalAveragePooling2d().name("avg_pool"),
        dropout(0.2).name("top_dropout"),
        EfficientBlocks.classifier(classes(), classifierActivation()));
  }

  private static Layer norm(String name) {
    return batchNormalization().momentum(0.9).name(name);
  }
}
