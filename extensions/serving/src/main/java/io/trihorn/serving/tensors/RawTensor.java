package io.trihorn.serving.tensors;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as they lie in memory, little end first, as clients send them beside JSON. */
public final class RawTensor {
  private RawTensor() {}

  /**
   * The input.
   *
   * @param datatype what the client says they are; see {@link Datatype#parse}
   * @param shape likewise
   * @param raw the bytes, which are not copied where they are as the machine has them
   * @throws ServingException if they do not fit the input or each other
   */
  public static InputRows read(
      Port port, String datatype, long[] shape, ByteBuffer raw, Limits limits) {
    Datatype type = Datatype.parse(port, datatype);
    long count = limits.elements(port.name(), shape);
    if (type == Datatype.BYTES) {
      return ByteStrings.toRows(port, shape, ByteStrings.split(port, raw, count), limits);
    }
    port.check(shape);
    TensorType expected = TensorType.of(port.dtype(), shape);
    if (raw.remaining() != expected.bytes()) {
      throw ServingException.invalid(
          "input '%s': %s of shape %s has %d bytes, but got %d",
          port.name(), type, Port.readable(shape), expected.bytes(), raw.remaining());
    }
    int width = port.dtype().getNumOfBytes();
    if (type != Datatype.BOOL && isNative(width)) {
      return InputRows.of(expected, raw.slice());
    }
    ByteBuffer copy = ByteBuffer.allocate(raw.remaining());
    put(copy, raw.duplicate(), width);
    for (int i = 0; i < count && type == Datatype.BOOL; i++) {
      copy.put(i, (byte) (copy.get(i) == 0 ? 0 : 1));
    }
    return InputRows.of(expected, copy.rewind());
  }

  /** The bytes of a tensor, little end first. */
  public static byte[] bytes(TensorData data) {
    byte[] bytes = new byte[Math.toIntExact(data.type().bytes())];
    put(ByteBuffer.wrap(bytes), data.bytes(), data.dtype().getNumOfBytes());
    return bytes;
  }

  private static boolean isNative(int width) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || width == 1;
  }

  private static void put(ByteBuffer target, ByteBuffer source, int width) {
    if (isNative(width)) {
      target.put(source);
      return;
    }
    int from = source.position();
    for (int i = 0; i < source.remaining(); i++) {
      target.put(i, source.get(from + i - i % width + width - 1 - i % width));
    }
  }
}
