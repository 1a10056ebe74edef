package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an imported graph computes, its weights left out.
 *
 * @param operators the operators there are
 * @param nodes in an order in which each comes after those it needs
 * @param inputs declarations of the inputs
 * @param outputs declarations of the outputs; only names where the file says no more
 * @param constants values that are not trained, by name
 * @param texts names of inputs and constants that are texts
 * @param source opset versions and functions as the file has them
 */
record Definition(
    Importable operators,
    List<NodeProto> nodes,
    List<ValueInfoProto> inputs,
    List<ValueInfoProto> outputs,
    Map<String, TensorData> constants,
    Set<String> texts,
    ModelProto source) {
  /** The metadata that names what is text in a saved definition. */
  private static final String TEXTS = "trihorn.text.value";

  /** What the constants of a saved definition may have together. */
  private static final long MAX_BYTES = 1L << 31;

  /** As an ONNX model without weights, in base 64. */
  String text() {
    GraphProto.Builder graph = GraphProto.newBuilder().addAllNode(nodes);
    graph.addAllInput(inputs).addAllOutput(outputs);
    constants.forEach((name, data) -> graph.addInitializer(proto(name, data)));
    ModelProto.Builder model = source.toBuilder().setGraph(graph);
    operators.vocabulary().metadata().forEach(model::addMetadataProps);
    texts.forEach(
        name ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(TEXTS).setValue(name)));
    return Base64.getEncoder().encodeToString(model.build().toByteArray());
  }

  /**
   * What {@link #text} wrote.
   *
   * @throws OnnxImportException if it is no model, or uses operators that are not supported
   */
  static Definition parse(String text) {
    try {
      ModelProto model = ModelProto.parseFrom(Base64.getDecoder().decode(text));
      GraphProto graph = model.getGraph();
      Importable operators = new Importable(model, MAX_BYTES);
      operators.check(graph.getNodeList());
      TensorReader reader = new TensorReader(null, MAX_BYTES, operators.vocabulary());
      Map<String, TensorData> constants = new LinkedHashMap<>();
      for (TensorProto tensor : graph.getInitializerList()) {
        constants.put(tensor.getName(), reader.read(tensor));
      }
      return new Definition(
          operators,
          graph.getNodeList(),
          graph.getInputList(),
          graph.getOutputList(),
          constants,
          model.getMetadataPropsList().stream()
              .filter(p -> p.getKey().equals(TEXTS))
              .map(StringStringEntryProto::getValue)
              .collect(Collectors.toCollection(LinkedHashSet::new)),
          model.toBuilder().clearGraph().clearMetadataProps().build());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new OnnxImportException("a saved ONNX graph cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new OnnxImportException("a saved ONNX graph cannot be read", e);
    }
  }

  /** The names of the inputs. */
  List<String> inputNames() {
    return names(inputs);
  }

  /** The names of the outputs. */
  List<String> outputNames() {
    return names(outputs);
  }

  private static List<String> names(List<ValueInfoProto> values) {
    return values.stream().map(ValueInfoProto::getName).toList();
  }

  private static TensorProto proto(String name, TensorData data) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(ElementTypes.code(data.dtype()));
    for (long d : data.type().dims()) {
      proto.addDims(d);
    }
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return proto.setRawData(ByteString.copyFrom(data.bytes())).build();
    }
    int width = data.dtype().getNumOfBytes();
    ByteBuffer swapped = ByteBuffer.allocate(Math.toIntExact(data.type().bytes()));
    for (int i = 0; i < swapped.capacity(); i++) {
      swapped.put(i, data.bytes().get(i - i % width + width - 1 - i % width));
    }
    return proto.setRawData(ByteString.copyFrom(swapped)).build();
  }
}
