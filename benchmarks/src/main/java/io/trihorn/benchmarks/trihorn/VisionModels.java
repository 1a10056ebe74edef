package io.trihorn.benchmarks.trihorn;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.conv2dTranspose;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.multiply;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.layers.Layers.zeroPadding2d;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.ArrayDeque;
import java.util.Deque;

/** Networks for images, with the layers that Keras's applications of these names have. */
final class VisionModels {
  private static final int CLASSES = 10;

  private VisionModels() {}

  static Model unet() {
    KerasTensor image = inputTensor(128, 128, 3);
    Deque<KerasTensor> passed = new ArrayDeque<>();
    KerasTensor x = image;
    for (int filters : new int[] {16, 32, 64, 128}) {
      x = twoConvolutions(x, filters);
      passed.push(x);
      x = maxPooling2d(2).apply(x);
    }
    x = twoConvolutions(x, 256);
    for (int filters : new int[] {128, 64, 32, 16}) {
      x = conv2dTranspose(filters, 2).strides(2).apply(x);
      x = twoConvolutions(concatenate().apply(passed.pop(), x), filters);
    }
    return new Model(image, conv2d(CLASSES, 1).activation("softmax").apply(x));
  }

  private static KerasTensor twoConvolutions(KerasTensor x, int filters) {
    KerasTensor y = conv2d(filters, 3).padding("same").activation("relu").apply(x);
    return conv2d(filters, 3).padding("same").activation("relu").apply(y);
  }

  static Model resnet50() {
    KerasTensor image = inputTensor(224, 224, 3);
    KerasTensor x = conv2d(64, 7).strides(2).apply(zeroPadding2d(3).apply(image));
    x = activation("relu").apply(residualNorm(x));
    x = maxPooling2d(3).strides(2).apply(zeroPadding2d(1).apply(x));
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int i = 0; i < blocks[stage]; i++) {
        x = bottleneck(x, 64 << stage, i == 0, i == 0 && stage > 0 ? 2 : 1);
      }
    }
    return classified(image, x, 0);
  }

  private static KerasTensor bottleneck(KerasTensor x, int filters, boolean changes, int strides) {
    KerasTensor shortcut =
        changes ? residualNorm(conv2d(4 * filters, 1).strides(strides).apply(x)) : x;
    KerasTensor y = residualNorm(conv2d(filters, 1).strides(strides).apply(x));
    y = activation("relu").apply(y);
    y = activation("relu").apply(residualNorm(conv2d(filters, 3).padding("same").apply(y)));
    y = residualNorm(conv2d(4 * filters, 1).apply(y));
    return activation("relu").apply(add().apply(shortcut, y));
  }

  private static KerasTensor residualNorm(KerasTensor x) {
    return batchNormalization().epsilon(1.001e-5).apply(x);
  }

  /** A row of the table of blocks: how often, and what the first one does. */
  private record Stage(int expansion, int kernel, int filters, int count, int strides) {}

  static Model mobileNetV2() {
    KerasTensor image = inputTensor(224, 224, 3);
    KerasTensor x = conv2d(32, 3).strides(2).padding("same").useBias(false).apply(image);
    x = activation("relu6").apply(mobileNorm(x));
    Stage[] stages = {
      new Stage(1, 3, 16, 1, 1),
      new Stage(6, 3, 24, 2, 2),
      new Stage(6, 3, 32, 3, 2),
      new Stage(6, 3, 64, 4, 2),
      new Stage(6, 3, 96, 3, 1),
      new Stage(6, 3, 160, 3, 2),
      new Stage(6, 3, 320, 1, 1)
    };
    for (Stage stage : stages) {
      for (int i = 0; i < stage.count(); i++) {
        x = invertedResidual(x, stage, i == 0 ? stage.strides() : 1);
      }
    }
    x = mobileNorm(conv2d(1280, 1).useBias(false).apply(x));
    return classified(image, activation("relu6").apply(x), 0);
  }

  private static KerasTensor invertedResidual(KerasTensor x, Stage stage, int strides) {
    int in = channels(x);
    KerasTensor y = x;
    if (stage.expansion() > 1) {
      y = mobileNorm(conv2d(stage.expansion() * in, 1).useBias(false).apply(y));
      y = activation("relu6").apply(y);
    }
    y = activation("relu6").apply(mobileNorm(depthwise(y, stage.kernel(), strides)));
    y = mobileNorm(conv2d(stage.filters(), 1).useBias(false).apply(y));
    return strides == 1 && in == stage.filters() ? add().apply(x, y) : y;
  }

  private static KerasTensor mobileNorm(KerasTensor x) {
    return batchNormalization().momentum(0.999).epsilon(1e-3).apply(x);
  }

  private static KerasTensor depthwise(KerasTensor x, int kernel, int strides) {
    return depthwiseConv2d(kernel).strides(strides).padding("same").useBias(false).apply(x);
  }

  static Model efficientNetB0() {
    KerasTensor image = inputTensor(224, 224, 3);
    KerasTensor x = conv2d(32, 3).strides(2).padding("same").useBias(false).apply(image);
    x = activation("silu").apply(batchNormalization().apply(x));
    Stage[] stages = {
      new Stage(1, 3, 16, 1, 1),
      new Stage(6, 3, 24, 2, 2),
      new Stage(6, 5, 40, 2, 2),
      new Stage(6, 3, 80, 3, 2),
      new Stage(6, 5, 112, 3, 1),
      new Stage(6, 5, 192, 4, 2),
      new Stage(6, 3, 320, 1, 1)
    };
    int blocks = 16;
    int block = 0;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.count(); i++) {
        x = excited(x, stage, i == 0 ? stage.strides() : 1, 0.2 * block++ / blocks);
      }
    }
    x = batchNormalization().apply(conv2d(1280, 1).useBias(false).apply(x));
    return classified(image, activation("silu").apply(x), 0.2);
  }

  /** A block with squeeze and excitation; whole samples of it are dropped at this rate. */
  private static KerasTensor excited(KerasTensor x, Stage stage, int strides, double dropped) {
    int in = channels(x);
    int wide = stage.expansion() * in;
    KerasTensor y = x;
    if (stage.expansion() > 1) {
      y = batchNormalization().apply(conv2d(wide, 1).useBias(false).apply(y));
      y = activation("silu").apply(y);
    }
    y = batchNormalization().apply(depthwise(y, stage.kernel(), strides));
    y = activation("silu").apply(y);
    KerasTensor share = reshape(1, 1, wide).apply(globalAveragePooling2d().apply(y));
    share = conv2d(Math.max(1, in / 4), 1).activation("silu").apply(share);
    share = conv2d(wide, 1).activation("sigmoid").apply(share);
    y = multiply().apply(y, share);
    y = batchNormalization().apply(conv2d(stage.filters(), 1).useBias(false).apply(y));
    if (strides > 1 || in != stage.filters()) {
      return y;
    }
    return add().apply(dropped > 0 ? dropout(dropped).noiseShape(-1, 1, 1, 1).apply(y) : y, x);
  }

  private static int channels(KerasTensor x) {
    return Math.toIntExact(x.shape().get(3));
  }

  private static Model classified(KerasTensor image, KerasTensor x, double dropout) {
    KerasTensor y = globalAveragePooling2d().apply(x);
    y = dropout > 0 ? dropout(dropout).apply(y) : y;
    return new Model(image, dense(CLASSES, "softmax").apply(y));
  }
}
