package io.trihorn.applications;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.maxPooling2d;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;

/**
 * Blocks of 3 by 3 convolutions, each halved by pooling, and three dense layers (Simonyan and
 * Zisserman, 2014).
 */
public final class VGG extends Application<VGG> {
  private static final List<Integer> FILTERS = List.of(64, 128, 256, 512, 512);

  private final List<Integer> convolutions;

  private VGG(String kerasName, List<Integer> convolutions) {
    super(kerasName, 224, 32, Preprocessing.CAFFE);
    this.convolutions = convolutions;
  }

  static VGG vgg16() {
    return new VGG("VGG16", List.of(2, 2, 3, 3, 3));
  }

  static VGG vgg19() {
    return new VGG("VGG19", List.of(2, 2, 4, 4, 4));
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    KerasTensor x = input;
    for (int block = 1; block <= FILTERS.size(); block++) {
      for (int i = 1; i <= convolutions.get(block - 1); i++) {
        x =
            net.chain(
                x,
                conv2d(FILTERS.get(block - 1), 3)
                    .padding("same")
                    .activation("relu")
                    .name("block%d_conv%d".formatted(block, i)));
      }
      x = net.chain(x, maxPooling2d(2).strides(2).name("block%d_pool".formatted(block)));
    }
    return x;
  }

  @Override
  KerasTensor top(Net net, KerasTensor x) {
    return net.chain(
        x,
        flatten().name("flatten"),
        dense(4096, "relu").name("fc1"),
        dense(4096, "relu").name("fc2"),
        classifier());
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
