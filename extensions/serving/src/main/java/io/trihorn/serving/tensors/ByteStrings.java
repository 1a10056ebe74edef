package io.trihorn.serving.tensors;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.image.Images;
import io.trihorn.data.image.LoadOptions;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Texts and files of images, which travel as bytes. */
public final class ByteStrings {
  private ByteStrings() {}

  /**
   * What a model takes for them: texts as bytes of equal length, images as their values.
   *
   * @param shape of the elements, as it came
   * @throws ServingException if the input takes none, or they do not fit it
   */
  public static InputRows toRows(Port port, long[] shape, List<byte[]> values, Limits limits) {
    return InputRows.of(
        port.isText() ? texts(port, shape, values, limits) : images(port, shape, values, limits));
  }

  private static TensorData texts(Port port, long[] shape, List<byte[]> values, Limits limits) {
    port.check(shape);
    int width = Math.max(1, values.stream().mapToInt(v -> v.length).max().orElse(1));
    limits.elements(port.name(), values.size(), width);
    long[] dims = LongStream.concat(LongStream.of(shape), LongStream.of(width)).toArray();
    TensorData data = TensorData.zeros(TensorType.of(DataType.UINT8, dims));
    for (int i = 0; i < values.size(); i++) {
      data.bytes().put(i * width, values.get(i));
    }
    return data;
  }

  /** Images of one request have one size; it may be any that the input takes. */
  private static TensorData images(Port port, long[] shape, List<byte[]> files, Limits limits) {
    if (shape.length == 0 || shape[0] != files.size() || files.isEmpty()) {
      throw ServingException.invalid(
          "input '%s': expected files of images in the shape [images] or [images, 1], but got %s",
          port.name(), Port.readable(shape));
    }
    String mode = port.channels() == 1 ? "grayscale" : port.channels() == 3 ? "rgb" : "rgba";
    List<TensorData> images = new ArrayList<>();
    for (byte[] file : files) {
      try {
        long pixels = limits.elements() / files.size() / port.channels();
        TensorData image =
            Images.imageToArray(
                Images.decodeImage(file, new LoadOptions().colorMode(mode), pixels),
                port.dataFormat(),
                port.dtype());
        images.add(image);
      } catch (IOException e) {
        throw ServingException.invalid("input '%s': %s", port.name(), e.getMessage());
      }
    }
    Shape first = images.get(0).shape();
    for (TensorData image : images) {
      if (!image.shape().equals(first)) {
        throw ServingException.invalid(
            "input '%s': images of one request should have one size, but have %s and %s; send them"
                + " one by one, or put a layer that resizes into the model and scale them alike",
            port.name(), Port.readable(first.getShape()), Port.readable(image.shape().getShape()));
      }
    }
    long[] one = LongStream.concat(LongStream.of(1), LongStream.of(first.getShape())).toArray();
    TensorData batch =
        TensorData.concatenate(images.stream().map(image -> image.reshape(one)).toList());
    port.check(batch.type().dims());
    return batch;
  }

  /**
   * Byte strings one after another, each behind its length of four bytes.
   *
   * @param count how many there are
   * @throws ServingException if the lengths do not fit
   */
  public static List<byte[]> split(Port port, ByteBuffer raw, long count) {
    ByteBuffer in = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> values = new ArrayList<>();
    while (in.remaining() >= Integer.BYTES) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw ServingException.invalid(
            "input '%s': element %d says that it has %d bytes, but %d are left",
            port.name(), values.size(), length & 0xffffffffL, in.remaining());
      }
      byte[] value = new byte[length];
      in.get(value);
      values.add(value);
    }
    if (in.hasRemaining() || values.size() != count) {
      throw ServingException.invalid(
          "input '%s': expected %d elements of bytes, each behind its length of 4 bytes, but got %d"
              + " and %d bytes more",
          port.name(), count, values.size(), in.remaining());
    }
    return values;
  }
}
