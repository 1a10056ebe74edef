package io.trihorn.serving.tensors;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as they lie in memory, little end first, as clients send them beside JSON. */
public final class RawTensor {
  private RawTensor() {}

  /**
   * The tensor.
   *
   * @param datatype what the client says they are; see {@link Datatype#parse}
   * @param shape likewise
   * @param raw the bytes, which are copied
   * @throws ServingException if they do not fit the input or each other
   */
  public static TensorData read(
      Port port, String datatype, long[] shape, ByteBuffer raw, Limits limits) {
    Datatype type = Datatype.parse(port, datatype);
    long count = limits.elements(port.name(), shape);
    if (type == Datatype.BYTES) {
      return ByteStrings.toTensor(port, shape, ByteStrings.split(port, raw, count), limits);
    }
    port.check(shape);
    TensorType expected = TensorType.of(port.dtype(), shape);
    if (raw.remaining() != expected.bytes()) {
      throw ServingException.invalid(
          "input '%s': %s of shape %s has %d bytes, but got %d",
          port.name(), type, Port.readable(shape), expected.bytes(), raw.remaining());
    }
    TensorData data = TensorData.zeros(expected);
    put(data.bytes(), raw.duplicate(), port.dtype().getNumOfBytes());
    if (type == Datatype.BOOL) {
      for (int i = 0; i < count; i++) {
        if (data.bytes().get(i) != 0) {
          data.bytes().put(i, (byte) 1);
        }
      }
    }
    return data;
  }

  /** The bytes of a tensor, little end first. */
  public static byte[] bytes(TensorData data) {
    byte[] bytes = new byte[Math.toIntExact(data.type().bytes())];
    put(ByteBuffer.wrap(bytes), data.bytes(), data.dtype().getNumOfBytes());
    return bytes;
  }

  private static void put(ByteBuffer target, ByteBuffer source, int width) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || width == 1) {
      target.put(source);
      return;
    }
    int from = source.position();
    for (int i = 0; i < source.remaining(); i++) {
      target.put(i, source.get(from + i - i % width + width - 1 - i % width));
    }
  }
}
