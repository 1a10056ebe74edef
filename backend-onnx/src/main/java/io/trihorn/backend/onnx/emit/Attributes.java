package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Short forms of ONNX attributes. */
public final class Attributes {
  private Attributes() {}

  /** A whole number. */
  public static AttributeProto integer(String name, long value) {
    return start(name, AttributeType.INT).setI(value).build();
  }

  /** A real number. */
  public static AttributeProto number(String name, double value) {
    return start(name, AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto flag(String name, boolean value) {
    return integer(name, value ? 1 : 0);
  }

  /** A text. */
  public static AttributeProto text(String name, String value) {
    return start(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto integers(String name, List<? extends Number> values) {
    AttributeProto.Builder attribute = start(name, AttributeType.INTS);
    values.forEach(v -> attribute.addInts(v.longValue()));
    return attribute.build();
  }

  static AttributeProto graph(String name, GraphProto value) {
    return start(name, AttributeType.GRAPH).setG(value).build();
  }

  private static AttributeProto.Builder start(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
