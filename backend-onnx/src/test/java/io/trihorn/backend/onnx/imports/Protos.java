package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Short forms of ONNX's messages. */
final class Protos {
  private Protos() {}

  static NodeProto node(
      String type, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(Arrays.asList(attributes))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder made = AttributeProto.newBuilder().setName(name);
    Arrays.stream(values).forEach(made::addInts);
    return made.setType(AttributeType.INTS).build();
  }

  static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto graph(String name, GraphProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(value)
        .build();
  }

  static TensorProto floats(String name, List<Long> dims, double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(dims);
    Arrays.stream(values).forEach(v -> tensor.addFloatData((float) v));
    return tensor.build();
  }

  static TensorProto longs(String name, List<Long> dims, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addAllDims(dims);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor.build();
  }

  /** A declared value; a text is the name of an open dimension. */
  static ValueInfoProto value(String name, TensorProto.DataType type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      if (dim instanceof String open) {
        shape.addDimBuilder().setDimParam(open);
      } else {
        shape.addDimBuilder().setDimValue(((Number) dim).longValue());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  static ValueInfoProto input(String name, Object... dims) {
    return value(name, TensorProto.DataType.FLOAT, dims);
  }

  static GraphProto.Builder graph(List<ValueInfoProto> inputs, List<String> outputs) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("test").addAllInput(inputs);
    outputs.forEach(o -> graph.addOutput(ValueInfoProto.newBuilder().setName(o)));
    return graph;
  }

  static ModelProto.Builder model(GraphProto.Builder graph, int opset) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph);
  }

  static Path write(Path directory, ModelProto.Builder model) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, model.build().toByteArray());
    return file;
  }
}
