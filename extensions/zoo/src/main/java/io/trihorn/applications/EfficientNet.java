package io.trihorn.applications;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.preprocessing.Rescaling;
import java.util.List;

/**
 * Inverted residual blocks with squeeze and excitation, in eight sizes that are scaled together in
 * width, depth and resolution (Tan and Le, 2019).
 */
public final class EfficientNet extends Application<EfficientNet> {
  /**
   * Blocks of one kind, for the smallest network: the last one's filters, and the first's stride.
   */
  private record Group(int kernel, int count, int filters, int expansion, int stride) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group(3, 1, 16, 1, 1),
          new Group(3, 2, 24, 6, 2),
          new Group(5, 2, 40, 6, 2),
          new Group(3, 3, 80, 6, 2),
          new Group(5, 3, 112, 6, 1),
          new Group(5, 4, 192, 6, 2),
          new Group(3, 1, 320, 6, 1));

  /** A size of the network. */
  private record Scale(double width, double depth, int size, double dropout) {}

  private static final List<Scale> SCALES =
      List.of(
          new Scale(1.0, 1.0, 224, 0.2),
          new Scale(1.0, 1.1, 240, 0.2),
          new Scale(1.1, 1.2, 260, 0.3),
          new Scale(1.2, 1.4, 300, 0.3),
          new Scale(1.4, 1.8, 380, 0.4),
          new Scale(1.6, 2.2, 456, 0.4),
          new Scale(1.8, 2.6, 528, 0.5),
          new Scale(2.0, 3.1, 600, 0.5));

  private static final double[] DEVIATIONS = {
    1 / Math.sqrt(0.229), 1 / Math.sqrt(0.224), 1 / Math.sqrt(0.225)
  };

  private final EfficientBlocks blocks;
  private final double dropout;

  private EfficientNet(int number, Scale scale) {
    super("EfficientNetB" + number, scale.size(), 32, Preprocessing.NONE);
    blocks = new EfficientBlocks(scale.width(), scale.depth());
    dropout = scale.dropout();
  }

  static EfficientNet b(int number) {
    return new EfficientNet(number, SCALES.get(number));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            rescaling(1 / 255.0),
            normalization(),
            // The published statistics are variances where deviations are meant.
            isPretrained() ? new Rescaling(net.perChannel(DEVIATIONS)) : null);
    x =
        net.chain(
            x,
            zeroPadding2d(Sizes.halving(net, x, 3)).name("stem_conv_pad"),
            EfficientBlocks.conv(blocks.filters(32), 3)
                .strides(2)
                .padding("valid")
                .name("stem_conv"),
            batchNormalization().name("stem_bn"),
            EfficientBlocks.swish("stem_activation"));
    int all = GROUPS.stream().mapToInt(group -> blocks.repeats(group.count())).sum();
    int number = 0;
    for (int g = 0; g < GROUPS.size(); g++) {
      Group group = GROUPS.get(g);
      for (int i = 0; i < blocks.repeats(group.count()); i++) {
        double dropRate = EfficientBlocks.dropRate(number++, all);
        int stride = i == 0 ? group.stride() : 1;
        x = block(net, x, group, stride, dropRate, EfficientBlocks.name(g, i));
      }
    }
    return net.chain(
        x,
        EfficientBlocks.conv(blocks.filters(1280), 1).name("top_conv"),
        batchNormalization().name("top_bn"),
        EfficientBlocks.swish("top_activation"));
  }

  private KerasTensor block(
      Net net, KerasTensor input, Group group, int stride, double dropRate, String name) {
    int channels = net.channels(input);
    int filters = blocks.filters(group.filters());
    KerasTensor x = input;
    if (group.expansion() != 1) {
      x =
          net.chain(
              x,
              EfficientBlocks.conv(channels * group.expansion(), 1).name(name + "expand_conv"),
              batchNormalization().name(name + "expand_bn"),
              EfficientBlocks.swish(name + "expand_activation"));
    }
    if (stride == 2) {
      x =
          net.chain(
              x, zeroPadding2d(Sizes.halving(net, x, group.kernel())).name(name + "dwconv_pad"));
    }
    x =
        net.chain(
            x,
            EfficientBlocks.depthwise(group.kernel())
                .strides(stride)
                .padding(stride == 2 ? "valid" : "same")
                .name(name + "dwconv"),
            batchNormalization().name(name + "bn"),
            EfficientBlocks.swish(name + "activation"));
    x = EfficientBlocks.excited(net, x, Math.max(1, channels / 4), name);
    x =
        net.chain(
            x,
            EfficientBlocks.conv(filters, 1).name(name + "project_conv"),
            batchNormalization().name(name + "project_bn"));
    return stride == 1 && channels == filters
        ? EfficientBlocks.residual(net, input, x, dropRate, name)
        : x;
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(
        x,
        globalAveragePooling2d().name("avg_pool"),
        dropout(dropout).name("top_dropout"),
        EfficientBlocks.classifier(classes(), classifierActivation()));
  }
}
