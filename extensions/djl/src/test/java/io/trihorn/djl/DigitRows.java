package io.trihorn.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.ArrayDataset;
import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.ndarray.TrihornNDArray;

/** Drawn digits as DJL's data sets. */
final class DigitRows {
  private DigitRows() {}

  /** Batches of 32 images {@code (1, 28, 28)} in 0 to 1, and labels. */
  static ArrayDataset of(NDManager manager, int count, long seed, boolean random) {
    return new ArrayDataset.Builder()
        .setData(images(manager, count, seed))
        .optLabels(labels(manager, count, seed))
        .setSampling(32, random)
        .build();
  }

  static NDArray images(NDManager manager, int count, long seed) {
    Digits digits = DrawnDigits.draw(count, seed);
    NDArray images = TrihornNDArray.of(digits.images()).toType(DataType.FLOAT32, false).div(255);
    images = images.reshape(count, 1, Digits.SIZE, Digits.SIZE);
    images.attach(manager);
    return images;
  }

  static NDArray labels(NDManager manager, int count, long seed) {
    NDArray labels = TrihornNDArray.of(DrawnDigits.draw(count, seed).labels());
    labels.attach(manager);
    return labels;
  }
}
