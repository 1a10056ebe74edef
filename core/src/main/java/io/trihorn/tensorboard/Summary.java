package io.trihorn.tensorboard;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One value of an event: a tensor under a tag, and the plugin of TensorBoard that shows it. The
 * forms are those of TensorFlow 2's {@code tf.summary}.
 */
public final class Summary {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int STRING = 7;
  private static final int SCALAR_CLASS = 1;
  private static final int TENSOR_CLASS = 2;
  private static final int BLOB_CLASS = 3;
  private final Message message;

  private Summary(String tag, String plugin, String content, int dataClass, Message tensor) {
    Message data = new Message().text(1, plugin);
    if (!content.isEmpty()) {
      data.text(2, content);
    }
    Message metadata = new Message().message(1, data);
    if (dataClass != 0) {
      metadata.integer(4, dataClass);
    }
    message = new Message().text(1, tag).message(8, tensor).message(9, metadata);
  }

  /** A number, kept as float32. */
  public static Summary scalar(String tag, double value) {
    byte[] bytes =
        ByteBuffer.allocate(Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat((float) value)
            .array();
    return new Summary(tag, "scalars", "", SCALAR_CLASS, tensor(FLOAT).bytes(4, bytes));
  }

  /** How the elements of a tensor are distributed, in 30 parts of the range between them. */
  public static Summary histogram(String tag, TensorData data) {
    double[][] buckets = Histogram.of(data);
    ByteBuffer bytes =
        ByteBuffer.allocate(buckets.length * 3 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] bucket : buckets) {
      for (double value : bucket) {
        bytes.putDouble(value);
      }
    }
    return new Summary(
        tag,
        "histograms",
        "",
        TENSOR_CLASS,
        tensor(DOUBLE, buckets.length, 3).bytes(4, bytes.array()));
  }

  /**
   * Images of one size.
   *
   * @param images PNG files
   */
  public static Summary images(String tag, int width, int height, List<byte[]> images) {
    Message tensor =
        tensor(STRING, 2 + images.size())
            .text(8, Integer.toString(width))
            .text(8, Integer.toString(height));
    images.forEach(png -> tensor.bytes(8, png));
    return new Summary(tag, "images", "", BLOB_CLASS, tensor);
  }

  /**
   * A model's layers, which TensorBoard draws as its conceptual graph.
   *
   * @param json the model's configuration as Keras writes it
   */
  public static Summary kerasModel(String tag, String json) {
    return new Summary(
        tag,
        "graph_keras_model",
        "1",
        0,
        tensor(STRING).bytes(8, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Message tensor(int dtype, int... dims) {
    return new Message().integer(1, dtype).message(2, shape(dims));
  }

  private static Message shape(int... dims) {
    Message shape = new Message();
    for (int dim : dims) {
      shape.message(2, new Message().integer(1, dim));
    }
    return shape;
  }

  /** The number by which TensorFlow knows an element type. */
  static int number(DataType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 1;
      case FLOAT64 -> 2;
      case INT32 -> 3;
      case UINT8 -> 4;
      case INT16 -> 5;
      case INT8 -> 6;
      case INT64 -> 9;
      case BOOLEAN -> 10;
      case BFLOAT16 -> 14;
      case UINT16 -> 17;
      case FLOAT16 -> 19;
      case UINT32 -> 22;
      case UINT64 -> 23;
      default -> 0;
    };
  }

  Message message() {
    return message;
  }
}
