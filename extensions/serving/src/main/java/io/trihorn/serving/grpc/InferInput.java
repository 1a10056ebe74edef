package io.trihorn.serving.grpc;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.protobuf.Field;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.tensors.ByteStrings;
import io.trihorn.serving.tensors.Datatype;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An input of a request, {@code InferInputTensor}.
 *
 * @param name whose it is
 * @param datatype what the client says that its elements are
 * @param shape likewise
 * @param contents the elements by the fields of {@code InferTensorContents}; empty where they are
 *     raw
 */
record InferInput(String name, String datatype, long[] shape, List<Field> contents) {
  private static final int BYTES = 8;

  static InferInput read(ByteBuffer message) {
    String name = "";
    String datatype = "";
    List<Long> shape = new ArrayList<>();
    List<Field> contents = List.of();
    for (Field field : InferRequest.fields(message)) {
      switch (field.number()) {
        case 1 -> name = InferRequest.text(field);
        case 2 -> datatype = InferRequest.text(field);
        case 3 -> extents(field.content(), shape);
        case 5 -> contents = InferRequest.fields(field.content());
        default -> {}
      }
    }
    long[] dims = shape.stream().mapToLong(d -> d).toArray();
    return new InferInput(name, datatype, dims, contents);
  }

  private static void extents(ByteBuffer packed, List<Long> shape) {
    while (packed.hasRemaining()) {
      shape.add(varint(packed));
      if (shape.size() > 32) {
        throw ServingException.invalid("a shape of more than 32 extents");
      }
    }
  }

  private static long varint(ByteBuffer in) {
    try {
      return Field.varint(in);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw ServingException.invalid("the bytes are no message of the protocol: %s", e);
    }
  }

  /** In which field elements of a type are, and how they stand there. */
  private enum Contents {
    BOOL(1, 0),
    INT(2, 0),
    INT64(3, 0),
    UINT(4, 0),
    FP32(6, Float.BYTES),
    FP64(7, Double.BYTES);

    private final int field;

    /** The bytes of an element; 0 for varints. */
    private final int width;

    Contents(int field, int width) {
      this.field = field;
      this.width = width;
    }

    static Contents of(Port port) {
      return switch (port.dtype()) {
        case BOOLEAN -> BOOL;
        case INT8, INT16, INT32 -> INT;
        case INT64 -> INT64;
        case UINT8, UINT16, UINT32 -> UINT;
        case FLOAT32 -> FP32;
        case FLOAT64 -> FP64;
        default ->
            throw ServingException.invalid(
                "input '%s': elements of type %s are sent in raw_input_contents only",
                port.name(), Datatype.of(port.dtype()));
      };
    }
  }

  /** The input, of elements that stand in the input itself. */
  InputRows tensor(Port port, Limits limits) {
    Datatype type = Datatype.parse(port, datatype);
    long count = limits.elements(port.name(), shape);
    if (type == Datatype.BYTES) {
      return ByteStrings.toRows(port, shape, strings(port, count), limits);
    }
    port.check(shape);
    Contents kind = Contents.of(port);
    TensorData data = TensorData.zeros(TensorType.of(port.dtype(), shape));
    int at = 0;
    for (Field field : contents) {
      if (field.number() == kind.field) {
        at = put(port, kind, field.content().order(ByteOrder.LITTLE_ENDIAN), data, at);
      }
    }
    if (at != count) {
      throw wrongCount(port, count, at);
    }
    return InputRows.of(data);
  }

  private static int put(Port port, Contents kind, ByteBuffer in, TensorData data, int from) {
    int at = from;
    for (; in.remaining() > 0 && in.remaining() >= kind.width; at++) {
      if (at == data.size()) {
        throw wrongCount(port, data.size(), at + 1L);
      }
      switch (kind) {
        case FP32 -> data.setDouble(at, in.getFloat());
        case FP64 -> data.setDouble(at, in.getDouble());
        default -> {
          long value = varint(in);
          data.setLong(at, port.dtype() == DataType.BOOLEAN && value != 0 ? 1 : value);
          if (data.getLong(at) != value && port.dtype() != DataType.BOOLEAN) {
            throw ServingException.invalid(
                "input '%s': %d is no %s", port.name(), value, Datatype.of(port.dtype()));
          }
        }
      }
    }
    return at;
  }

  private static ServingException wrongCount(Port port, long expected, long got) {
    return ServingException.invalid(
        "input '%s': its shape has %d elements, but the contents for its datatype have %d",
        port.name(), expected, got);
  }

  private List<byte[]> strings(Port port, long count) {
    List<byte[]> strings = new ArrayList<>();
    for (Field field : contents) {
      if (field.number() == BYTES) {
        byte[] value = new byte[field.content().remaining()];
        field.content().get(value);
        strings.add(value);
      }
    }
    if (strings.size() != count) {
      throw wrongCount(port, count, strings.size());
    }
    return strings;
  }
}
