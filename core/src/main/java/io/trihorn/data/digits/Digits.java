package io.trihorn.data.digits;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/**
 * Pictures of digits and what they show.
 *
 * @param images uint8 {@code [rows, height 28, width 28, channels 1]}, 0 for paper and 255 for ink
 * @param labels int32 {@code [rows]}, from 0 to 9
 */
public record Digits(TensorData images, TensorData labels) {
  /** The height and width of a picture. */
  public static final int SIZE = 28;

  /** Checks types, shapes and labels. */
  public Digits {
    long rows = images.type().rank() == 0 ? 0 : images.type().dim(0);
    require(DataType.UINT8, "images", images, rows, SIZE, SIZE, 1);
    require(DataType.INT32, "labels", labels, rows);
    for (long i = 0; i < rows; i++) {
      long label = labels.getLong(i);
      if (label < 0 || label > 9) {
        throw new IllegalArgumentException(
            "expected labels from 0 to 9, but labels[" + i + "] is " + label);
      }
    }
  }

  private static void require(DataType dtype, String what, TensorData data, long... dims) {
    if (data.dtype() != dtype || !data.shape().equals(new Shape(dims))) {
      throw new ShapeException(
          "expected "
              + what
              + " of type "
              + TensorType.of(dtype, dims)
              + ", but got "
              + data.type());
    }
  }

  /** The number of pictures. */
  public int rows() {
    return Math.toIntExact(labels.size());
  }

  /** How often each digit occurs. */
  public int[] histogram() {
    int[] counts = new int[10];
    for (int i = 0; i < rows(); i++) {
      counts[(int) labels.getLong(i)]++;
    }
    return counts;
  }

  /**
   * Batches of float32 images {@code [rows, 28, 28, 1]} from 0 to 1 and int32 labels {@code
   * [rows]}. The images stay bytes in memory and are scaled as they are read.
   */
  public Dataset dataset() {
    return Dataset.of(images, labels).scaleInputs(1 / 255.0, 0);
  }
}
