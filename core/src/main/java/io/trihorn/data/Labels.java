package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.util.Arrays;

/** Class labels in other forms. */
public final class Labels {
  private Labels() {}

  /**
   * Class indices as one-hot rows, of as many classes as the largest index says; {@code
   * keras.utils.to_categorical}.
   *
   * @param labels as in {@link #toCategorical(Object, int)}, at least one
   */
  public static TensorData toCategorical(Object labels) {
    TensorData index = HostValues.of(labels);
    if (index.size() == 0) {
      throw new IllegalArgumentException(
          "toCategorical: without labels the number of classes is not known; give it");
    }
    long largest = Long.MIN_VALUE;
    for (long i = 0; i < index.size(); i++) {
      largest = Math.max(largest, index.getLong(i));
    }
    if (largest < 0) {
      throw new IllegalArgumentException(
          "toCategorical: expected a label of 0 or more, but the largest is " + largest);
    }
    return toCategorical(labels, Math.toIntExact(largest + 1));
  }

  /**
   * Class indices as one-hot rows; {@code keras.utils.to_categorical}.
   *
   * @param labels class indices, {@code (batch, ...)} or {@code (batch, ..., 1)}: an NDArray, a
   *     {@link TensorData}, a Java array or a list of numbers. Fractions are cut off, and negative
   *     numbers count from the last class, as in Keras
   * @param classes how many classes there are
   * @return float64 {@code (batch, ..., classes)}
   * @throws IllegalArgumentException if a label is not from {@code -classes} to {@code classes - 1}
   */
  public static TensorData toCategorical(Object labels, int classes) {
    TensorData index = HostValues.of(labels);
    long[] dims = index.type().dims();
    boolean column = dims.length > 1 && dims[dims.length - 1] == 1;
    long[] hot = Arrays.copyOf(dims, column ? dims.length : dims.length + 1);
    hot[hot.length - 1] = classes;
    TensorData out = TensorData.zeros(TensorType.of(DataType.FLOAT64, hot));
    for (long i = 0; i < index.size(); i++) {
      long label = index.getLong(i);
      if (label >= classes || label < -classes || Double.isNaN(index.getDouble(i))) {
        throw new IllegalArgumentException(
            "label "
                + index.getDouble(i)
                + " at position "
                + i
                + " is none of "
                + classes
                + " classes, which are 0 to "
                + (classes - 1));
      }
      out.setDouble(i * classes + (label < 0 ? label + classes : label), 1);
    }
    return out;
  }
}
