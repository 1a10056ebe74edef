package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Reads tensors of a file; all of them together may have a number of bytes. */
public final class TensorReader {
  private final ExternalData external;
  private final Vocabulary vocabulary;
  private long budget;

  /**
   * A reader of the tensors of one file.
   *
   * @param directory the only place where data outside the file may be; null for nowhere
   * @param maxBytes what all tensors together may have
   */
  public TensorReader(Path directory, long maxBytes) {
    this(directory, maxBytes, null);
  }

  /** A reader that holds texts as their numbers in a vocabulary. */
  TensorReader(Path directory, long maxBytes, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    external = new ExternalData(directory);
    budget = maxBytes;
  }

  /**
   * The tensor; integers of 16 bits, and unsigned ones of 32 and 64, are held in wider ones.
   *
   * @throws OnnxImportException if it does not hold what it declares, or is too large
   */
  public TensorData read(TensorProto proto) throws IOException {
    String what = "tensor '" + proto.getName() + "'";
    DataType held = ElementTypes.of(proto.getDataType(), what);
    long[] dims = new long[proto.getDimsCount()];
    long size = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = proto.getDims(i);
      if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
        throw new OnnxImportException(what + " has the extent " + dims[i]);
      }
      size = size > Integer.MAX_VALUE && dims[i] > 0 ? Long.MAX_VALUE >> 8 : size * dims[i];
    }
    long bytes = size * held.getNumOfBytes();
    if (bytes > Integer.MAX_VALUE || bytes > budget) {
      throw new OnnxImportException(
          what + " declares " + bytes + " bytes, more than is allowed here; see maxBytes");
    }
    if (proto.getDataType() == ElementTypes.TEXT && vocabulary != null) {
      check(what, proto.getStringDataCount(), size, "texts");
      budget -= bytes;
      return TensorData.of(
          proto.getStringDataList().stream()
              .mapToLong(t -> vocabulary.number(t.toStringUtf8()))
              .toArray(),
          dims);
    }
    boolean outside = proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    int width = ElementTypes.bytes(proto.getDataType());
    if (outside || proto.hasRawData()) {
      ByteBuffer raw =
          outside ? external.read(proto, size * width) : proto.getRawData().asReadOnlyByteBuffer();
      check(what, raw.remaining(), size * width, "bytes");
      budget -= bytes;
      return raw(TensorType.of(held, dims), proto, raw.order(ByteOrder.LITTLE_ENDIAN));
    }
    Elements elements = elements(proto);
    check(what, elements.count(), size, "elements");
    budget -= bytes;
    TensorData data = TensorData.zeros(TensorType.of(held, dims));
    for (int i = 0; i < size; i++) {
      elements.put(data, i);
    }
    return data;
  }

  private static void check(String what, long got, long expected, String unit) {
    if (got != expected) {
      throw new OnnxImportException(
          what + " declares " + expected + " " + unit + ", but the file has " + got);
    }
  }

  private static TensorData raw(TensorType type, TensorProto proto, ByteBuffer raw) {
    TensorData data = TensorData.zeros(type);
    TensorProto.DataType stored = TensorProto.DataType.forNumber(proto.getDataType());
    boolean widened = ElementTypes.bytes(proto.getDataType()) != type.dtype().getNumOfBytes();
    if (!widened && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      data.bytes().put(raw);
      return data;
    }
    for (int i = 0; i < type.size(); i++) {
      switch (stored) {
        case INT16 -> data.setLong(i, raw.getShort());
        case UINT16 -> data.setLong(i, raw.getShort() & 0xffff);
        case UINT32 -> data.setLong(i, raw.getInt() & 0xffffffffL);
        case BOOL, INT8, UINT8 -> data.bytes().put(i, raw.get());
        case FLOAT16, BFLOAT16 -> data.bytes().putShort(2 * i, raw.getShort());
        case FLOAT, INT32 -> data.bytes().putInt(4 * i, raw.getInt());
        default -> data.bytes().putLong(8 * i, raw.getLong());
      }
    }
    return data;
  }

  private interface Put {
    void put(TensorData data, int index);
  }

  private record Elements(long count, Put put) {
    void put(TensorData data, int index) {
      put.put(data, index);
    }
  }

  /** The elements that a tensor has in a list of numbers instead of bytes. */
  private static Elements elements(TensorProto p) {
    return switch (TensorProto.DataType.forNumber(p.getDataType())) {
      case FLOAT ->
          new Elements(p.getFloatDataCount(), (data, i) -> data.setDouble(i, p.getFloatData(i)));
      case DOUBLE ->
          new Elements(p.getDoubleDataCount(), (data, i) -> data.setDouble(i, p.getDoubleData(i)));
      case INT64 ->
          new Elements(p.getInt64DataCount(), (data, i) -> data.setLong(i, p.getInt64Data(i)));
      case UINT32, UINT64 ->
          new Elements(p.getUint64DataCount(), (data, i) -> data.setLong(i, p.getUint64Data(i)));
      case FLOAT16, BFLOAT16 ->
          new Elements(
              p.getInt32DataCount(),
              (data, i) -> data.bytes().putShort(2 * i, (short) p.getInt32Data(i)));
      default ->
          new Elements(p.getInt32DataCount(), (data, i) -> data.setLong(i, p.getInt32Data(i)));
    };
  }
}
