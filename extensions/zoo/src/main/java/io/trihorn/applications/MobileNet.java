package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.relu;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.data.download.PublishedFile;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Convolutions of each channel, then across channels (Howard et al., 2017). */
public final class MobileNet extends Application<MobileNet> {
  /** A block: its filters at alpha 1, and its stride. */
  private record Block(int filters, int stride) {}

  private static final List<Block> BLOCKS =
      List.of(
          new Block(64, 1),
          new Block(128, 2),
          new Block(128, 1),
          new Block(256, 2),
          new Block(256, 1),
          new Block(512, 2),
          new Block(512, 1),
          new Block(512, 1),
          new Block(512, 1),
          new Block(512, 1),
          new Block(512, 1),
          new Block(1024, 2),
          new Block(1024, 1));

  private static final String ORIGIN =
      "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/";
  private static final Map<Double, String> PUBLISHED_WIDTHS =
      new TreeMap<>(Map.of(0.25, "2_5", 0.5, "5_0", 0.75, "7_5", 1.0, "1_0"));

  private double alpha = 1;
  private int depthMultiplier = 1;
  private double dropout = 1e-3;

  MobileNet() {
    super("MobileNet", 224, 32, Preprocessing.TF);
  }

  /** The width: what the numbers of filters are multiplied by; by default 1. */
  public MobileNet alpha(double value) {
    alpha = value;
    return this;
  }

  /** How many maps a depthwise convolution makes of each channel; by default 1. */
  public MobileNet depthMultiplier(int value) {
    depthMultiplier = value;
    return this;
  }

  /** How much is dropped before the last layer; by default 0.001. */
  public MobileNet dropout(double value) {
    dropout = value;
    return this;
  }

  @Override
  PublishedFile published(KerasTensor input, boolean top) {
    String width = PUBLISHED_WIDTHS.get(alpha);
    if (width == null || depthMultiplier != 1) {
      throw new IllegalArgumentException(
          "MobileNet: weights are published for alpha in %s and depthMultiplier 1, not for %s and %d"
              .formatted(PUBLISHED_WIDTHS.keySet(), alpha, depthMultiplier));
    }
    long size = Sizes.published(layout(), input, List.of(128L, 160L, 192L, 224L));
    String name = "mobilenet_%s_%d_tf%s.h5".formatted(width, size, top ? "" : "_no_top");
    return PublishedWeights.SHELF.file(name, ORIGIN + name, null);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "mobilenet_%s_%s".formatted(Sizes.decimals(alpha), Sizes.rows(layout(), input));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x =
        net.chain(
            input,
            conv2d((int) (32 * alpha), 3).strides(2).padding("same").useBias(false).name("conv1"),
            batchNormalization().name("conv1_bn"),
            relu().maxValue(6).name("conv1_relu"));
    for (int i = 1; i <= BLOCKS.size(); i++) {
      x = block(net, x, BLOCKS.get(i - 1), i);
    }
    return x;
  }

  private KerasTensor block(Net net, KerasTensor x, Block block, int id) {
    boolean halves = block.stride() == 2;
    return net.chain(
        x,
        halves ? zeroPadding2d(0, 1, 0, 1).name("conv_pad_" + id) : null,
        depthwiseConv2d(3)
            .padding(halves ? "valid" : "same")
            .depthMultiplier(depthMultiplier)
            .strides(block.stride())
            .useBias(false)
            .name("conv_dw_" + id),
        batchNormalization().name("conv_dw_%d_bn".formatted(id)),
        relu().maxValue(6).name("conv_dw_%d_relu".formatted(id)),
        conv2d((int) (block.filters() * alpha), 1)
            .padding("same")
            .useBias(false)
            .name("conv_pw_" + id),
        batchNormalization().name("conv_pw_%d_bn".formatted(id)),
        relu().maxValue(6).name("conv_pw_%d_relu".formatted(id)));
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(
        x,
        globalAveragePooling2d().keepdims(true),
        Layers.dropout(dropout).name("dropout"),
        conv2d(classes(), 1).padding("same").name("conv_preds"),
        reshape(classes()).name("reshape_2"),
        activation(classifierActivation()).name("predictions"));
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
