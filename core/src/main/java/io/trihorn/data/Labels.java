package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.IndexScan;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.util.Arrays;

/** Class labels in other forms. */
public final class Labels {
  private Labels() {}

  /**
   * Class indices as one-hot rows.
   *
   * @param labels whole numbers from 0, {@code (batch, ...)} or {@code (batch, ..., 1)}: an
   *     NDArray, a {@link TensorData}, a Java array or a list of numbers
   * @param classes how many classes there are
   * @return float32 {@code (batch, ..., classes)}
   * @throws IllegalArgumentException if a label is no whole number from 0 to {@code classes - 1}
   */
  public static TensorData toCategorical(Object labels, int classes) {
    TensorData index = HostValues.of(labels);
    long wrong = IndexScan.firstUnknown(index, classes, null);
    if (wrong >= 0) {
      throw new IllegalArgumentException(
          "label "
              + index.getDouble(wrong)
              + " at position "
              + wrong
              + " is none of "
              + classes
              + " classes, which are 0 to "
              + (classes - 1));
    }
    long[] dims = index.type().dims();
    boolean column = dims.length > 1 && dims[dims.length - 1] == 1;
    long[] hot = Arrays.copyOf(dims, column ? dims.length : dims.length + 1);
    hot[hot.length - 1] = classes;
    TensorData out = TensorData.zeros(TensorType.of(DataType.FLOAT32, hot));
    for (long i = 0; i < index.size(); i++) {
      out.setDouble(i * classes + index.getLong(i), 1);
    }
    return out;
  }
}
