package io.trihorn.visualization;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;

/**
 * Images in one array.
 *
 * @param data the array
 * @param channelsFirst whether it is {@code (batch, channels, height, width)}, else {@code (batch,
 *     height, width, channels)}
 */
record ImageBatch(TensorData data, boolean channelsFirst) {
  /**
   * Images as a user gives them.
   *
   * @param function for messages
   */
  static ImageBatch of(String function, Object images, String dataFormat) {
    TensorData data = HostValues.of(images);
    if (data.type().rank() != 4) {
      throw new ShapeException(
          function + ": expected images with four axes, batch first, but got " + data.type());
    }
    boolean first = dataFormat.equals("channels_first");
    if (!first && !dataFormat.equals("channels_last")) {
      throw new IllegalArgumentException(
          function
              + ": dataFormat: expected channels_last or channels_first, but got '"
              + dataFormat
              + "'");
    }
    return new ImageBatch(data, first);
  }

  private int extent(int last, int first) {
    return Math.toIntExact(data.type().dim(channelsFirst ? first : last));
  }

  int count() {
    return Math.toIntExact(data.type().dim(0));
  }

  int height() {
    return extent(1, 2);
  }

  int width() {
    return extent(2, 3);
  }

  int channels() {
    return extent(3, 1);
  }

  /** Where an element stands. */
  long at(int image, int y, int x, int channel) {
    return channelsFirst
        ? (((long) image * channels() + channel) * height() + y) * width() + x
        : (((long) image * height() + y) * width() + x) * channels() + channel;
  }

  /**
   * The images as bytes: floats of which none is above 1 are multiplied by 255, floats are held
   * between 0 and 255, of integers the lower 8 bits count.
   */
  ImageBatch toBytes() {
    TensorData bytes = TensorData.zeros(data.type().withDtype(DataType.UINT8));
    boolean floating = data.dtype().isFloating();
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; floating && i < data.size(); i++) {
      most = Math.max(most, data.getDouble(i));
    }
    for (long i = 0; i < data.size(); i++) {
      bytes.setLong(i, floating ? (long) scaled(data.getDouble(i), most) : data.getLong(i) & 0xff);
    }
    return new ImageBatch(bytes, channelsFirst);
  }

  private static double scaled(double value, double most) {
    double factor = most <= 1 ? 255 : 1;
    return Math.max(0, Math.min(255, (float) (value * factor)));
  }

  /** The images with their channels last. */
  ImageBatch toLast() {
    if (!channelsFirst) {
      return this;
    }
    ImageBatch last =
        new ImageBatch(
            TensorData.zeros(TensorType.of(data.dtype(), count(), height(), width(), channels())),
            false);
    for (int i = 0; i < count(); i++) {
      for (int y = 0; y < height(); y++) {
        for (int x = 0; x < width(); x++) {
          for (int c = 0; c < channels(); c++) {
            last.data.setDouble(last.at(i, y, x, c), data.getDouble(at(i, y, x, c)));
          }
        }
      }
    }
    return last;
  }

  /** The images as bytes, of values in a range; what is outside keeps its lower 8 bits. */
  ImageBatch toBytes(double low, double high) {
    TensorData bytes = TensorData.zeros(data.type().withDtype(DataType.UINT8));
    for (long i = 0; i < data.size(); i++) {
      bytes.setLong(i, (long) (float) ((data.getDouble(i) - low) / (high - low) * 255) & 0xff);
    }
    return new ImageBatch(bytes, channelsFirst);
  }
}
