package io.trihorn.serving.models;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * An input or output of a model.
 *
 * @param name by which clients know it
 * @param dtype its element type; {@code STRING} for texts
 * @param shape its shape, -1 where an extent is open; the first counts the rows of a batch
 */
public record Port(String name, DataType dtype, Shape shape) {
  /** Whether it takes texts. */
  public boolean isText() {
    return dtype == DataType.STRING;
  }

  /** Whether it takes pictures: four axes, one of them for 1, 3 or 4 channels. */
  public boolean isImage() {
    return !isText() && shape.dimension() == 4 && (isChannels(3) || isChannels(1));
  }

  /** Where the channels of pictures are: {@code channels_last} or {@code channels_first}. */
  public String dataFormat() {
    return isChannels(3) ? "channels_last" : "channels_first";
  }

  /** The number of channels of pictures. */
  public int channels() {
    return (int) shape.get(isChannels(3) ? 3 : 1);
  }

  private boolean isChannels(int axis) {
    long extent = shape.get(axis);
    return extent == 1 || extent == 3 || extent == 4;
  }

  /**
   * Checks the shape of what came.
   *
   * @throws ServingException if it does not fit
   */
  public void check(long... dims) {
    boolean fits = dims.length == shape.dimension();
    for (int i = 0; fits && i < dims.length; i++) {
      fits = shape.get(i) < 0 || shape.get(i) == dims[i];
    }
    if (!fits) {
      throw ServingException.invalid(
          "input '%s': expected the shape %s, but got %s%s",
          name,
          readable(shape.getShape()),
          readable(dims),
          dims.length == shape.dimension() - 1
              ? "; one sample needs an axis of extent 1 in front"
              : "");
    }
    if (dims.length > 0 && dims[0] == 0) {
      throw ServingException.invalid("input '%s' has no rows; send one at least", name);
    }
  }

  /** A shape as clients write it. */
  public static String readable(long... dims) {
    return Arrays.toString(dims).replace("-1", "any");
  }
}
