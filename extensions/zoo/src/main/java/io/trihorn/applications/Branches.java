package io.trihorn.applications;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.averagePooling2d;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.maxPooling2d;

import io.trihorn.layers.base.KerasTensor;

/**
 * What branches of Inception networks are made of: convolutions without bias, each normalized and
 * rectified.
 *
 * @param net where they go
 */
record Branches(Net net) {
  /** A convolution, padded. */
  KerasTensor conv(KerasTensor x, int filters, int rows, int columns) {
    return conv(x, filters, rows, columns, 1, "same");
  }

  /** A square convolution, padded. */
  KerasTensor conv(KerasTensor x, int filters, int size) {
    return conv(x, filters, size, size);
  }

  /** A square convolution without padding. */
  KerasTensor inner(KerasTensor x, int filters, int size, int stride) {
    return conv(x, filters, size, size, stride, "valid");
  }

  private KerasTensor conv(
      KerasTensor x, int filters, int rows, int columns, int stride, String padding) {
    return net.chain(
        x,
        conv2d(filters, rows, columns).strides(stride).padding(padding).useBias(false),
        batchNormalization().scale(false),
        activation("relu"));
  }

  /** The mean of 3 by 3, extents as they were. */
  KerasTensor averaged(KerasTensor x) {
    return net.chain(x, averagePooling2d(3).strides(1).padding("same"));
  }

  /** The largest of 3 by 3, halved. */
  KerasTensor halved(KerasTensor x) {
    return net.chain(x, maxPooling2d(3).strides(2));
  }

  /** The layers that both Inception networks begin with: 35 by 35 of 192 maps from 299 by 299. */
  KerasTensor stem(KerasTensor input) {
    KerasTensor x = inner(input, 32, 3, 2);
    x = inner(x, 32, 3, 1);
    x = halved(conv(x, 64, 3));
    x = inner(x, 80, 1, 1);
    return halved(inner(x, 192, 3, 1));
  }
}
