package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All texts that a model speaks of: class labels first, then categories and constants. Programs
 * hold no texts; a tensor of texts is held as their numbers here, and -1 is any other text.
 */
final class Vocabulary {
  /** The metadata that keeps the order in a saved definition. */
  private static final String KEY = "trihorn.text";

  /** What operators give for unknown keys where the file does not say it. */
  static final String UNUSED = "_Unused";

  /** The number of a text that the model does not speak of. */
  static final long OTHER = -1;

  private final Map<String, Long> numbers = new LinkedHashMap<>();

  private Vocabulary() {}

  static Vocabulary of(ModelProto model) {
    Vocabulary vocabulary = new Vocabulary();
    model.getMetadataPropsList().stream()
        .filter(p -> p.getKey().equals(KEY))
        .forEach(p -> vocabulary.add(p.getValue()));
    vocabulary.addAll(model.getGraph(), true);
    vocabulary.addAll(model.getGraph(), false);
    if (!vocabulary.numbers.isEmpty()) {
      vocabulary.add(UNUSED);
    }
    return vocabulary;
  }

  private void addAll(GraphProto graph, boolean labels) {
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        boolean label = attribute.getName().startsWith("classlabels");
        boolean named =
            node.getDomain().equals("ai.onnx.ml") || node.getOpType().equals("Constant");
        if (named && label == labels && !OPTIONS.contains(attribute.getName())) {
          attribute.getStringsList().forEach(s -> add(s.toStringUtf8()));
          if (attribute.getType() == AttributeProto.AttributeType.STRING) {
            add(attribute.getS().toStringUtf8());
          }
          add(attribute.getT());
        }
        if (attribute.hasG()) {
          addAll(attribute.getG(), labels);
        }
      }
    }
    if (!labels) {
      graph.getInitializerList().forEach(this::add);
    }
  }

  /** Texts that are options of operators. */
  private static final List<String> OPTIONS =
      List.of(
          "post_transform",
          "aggregate_function",
          "kernel_type",
          "nodes_modes",
          "norm",
          "cast_to",
          "map_form");

  private void add(TensorProto tensor) {
    if (tensor.getDataType() == TensorProto.DataType.STRING.getNumber()) {
      tensor.getStringDataList().stream().map(ByteString::toStringUtf8).forEach(this::add);
    }
  }

  private void add(String text) {
    numbers.putIfAbsent(text, (long) numbers.size());
  }

  /** The number of a text, or {@link #OTHER}. */
  long number(String text) {
    return numbers.getOrDefault(text, OTHER);
  }

  /** The numbers of texts. */
  long[] numbers(List<String> texts) {
    return texts.stream().mapToLong(this::number).toArray();
  }

  /** The texts in the order of their numbers. */
  List<String> texts() {
    return new ArrayList<>(numbers.keySet());
  }

  /** What keeps the order in a saved definition. */
  List<StringStringEntryProto> metadata() {
    return numbers.keySet().stream()
        .map(t -> StringStringEntryProto.newBuilder().setKey(KEY).setValue(t).build())
        .toList();
  }
}
