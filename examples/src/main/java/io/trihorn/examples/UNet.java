package io.trihorn.examples;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.conv2dTranspose;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.maxPooling2d;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;

/**
 * A U-Net (Ronneberger, Fischer and Brox, 2015): down to what there is, and up to where it is, with
 * bridges between. With batch normalization, and padded, so that what comes out is as large as what
 * goes in.
 */
final class UNet {
  private UNet() {}

  /**
   * A network that gives each pixel's probability.
   *
   * @param side of the pictures {@code (side, side, 1)}; divided by 2 to the depth
   * @param filters of the first convolutions; twice as many with each step down
   * @param depth steps down
   */
  static Model of(int side, int filters, int depth) {
    KerasTensor picture = inputTensor(side, side, 1);
    KerasTensor whole = level(picture, filters, depth);
    return new Model(picture, conv2d(1, 1).activation("sigmoid").apply(whole));
  }

  private static KerasTensor level(KerasTensor x, int filters, int depth) {
    KerasTensor fine = twice(x, filters);
    if (depth == 0) {
      return fine;
    }
    KerasTensor coarse = level(maxPooling2d(2).apply(fine), 2 * filters, depth - 1);
    KerasTensor up = conv2dTranspose(filters, 2).strides(2).apply(coarse);
    return twice(concatenate().apply(fine, up), filters);
  }

  private static KerasTensor twice(KerasTensor x, int filters) {
    KerasTensor y = x;
    for (int i = 0; i < 2; i++) {
      y = conv2d(filters, 3).padding("same").useBias(false).apply(y);
      y = activation("relu").apply(batchNormalization().momentum(0.9).apply(y));
    }
    return y;
  }
}
