package io.trihorn.backend.onnx.exports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Extents;
import io.trihorn.export.OpenConstant;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes one model with open extents of models written for several choices of these. They have the
 * same nodes and differ in constants: extents become formulas of others, which the model reads off
 * its tensors, and larger constants repetitions of a piece.
 */
final class OpenExtents {
  private final List<GraphProto> graphs;
  private final Extents extents = new Extents();
  private final Map<String, long[]> inputAxes = new LinkedHashMap<>();
  private final Map<String, List<ValueInfoProto>> shapes = new HashMap<>();
  private final ExtentNodes formulas = new ExtentNodes();

  private OpenExtents(List<ModelProto> models) {
    this.graphs = models.stream().map(ModelProto::getGraph).toList();
    addInputs();
    addResults();
  }

  /**
   * The model for all extents.
   *
   * @param models with the shapes of their nodes' results
   * @throws BatchDependence if the models differ in more than can be written so
   */
  static ModelProto merge(List<ModelProto> models) {
    ModelProto first = models.get(0);
    GraphProto graph = models.size() == 1 ? first.getGraph() : new OpenExtents(models).main();
    return first.toBuilder().setGraph(graph.toBuilder().clearValueInfo()).build();
  }

  /** The open axes of the inputs, of which the first to be the batch's is called so. */
  private void addInputs() {
    for (int i = 0; i < graphs.get(0).getInputCount(); i++) {
      List<ValueInfoProto> same = at(graphs, i, GraphProto::getInputList);
      String input = same.get(0).getName();
      for (int axis = 0; axis < rank(same.get(0)); axis++) {
        long[] seen = extents(same, axis);
        if (Extents.varies(seen)) {
          extents.add(new Extents.Source(input, axis, 0, seen));
          boolean known = inputAxes.values().stream().anyMatch(v -> Arrays.equals(v, seen));
          if (!known) {
            boolean batch = axis == 0 && !inputAxes.containsKey("batch");
            inputAxes.put(batch ? "batch" : input + "_" + axis, seen);
          }
        }
      }
    }
  }

  /** The open axes of what nodes make. */
  private void addResults() {
    for (GraphProto graph : graphs) {
      Stream.of(graph.getValueInfoList(), graph.getOutputList(), graph.getInputList())
          .flatMap(List::stream)
          .forEach(v -> shapes.computeIfAbsent(v.getName(), k -> new ArrayList<>()).add(v));
    }
    for (int n = 0; n < graphs.get(0).getNodeCount(); n++) {
      for (String result : graphs.get(0).getNode(n).getOutputList()) {
        List<ValueInfoProto> same = shapes.getOrDefault(result, List.of());
        boolean alike =
            same.size() == graphs.size()
                && same.stream().allMatch(v -> rank(v) == rank(same.get(0)));
        for (int axis = 0; alike && axis < rank(same.get(0)); axis++) {
          long[] seen = extents(same, axis);
          if (Extents.varies(seen)) {
            extents.add(new Extents.Source(result, axis, n + 1, seen));
          }
        }
      }
    }
  }

  private static int rank(ValueInfoProto info) {
    return info.getType().getTensorType().getShape().getDimCount();
  }

  private static long[] extents(List<ValueInfoProto> same, int axis) {
    return same.stream().mapToLong(v -> dim(v, axis)).toArray();
  }

  private static long dim(ValueInfoProto info, int axis) {
    return info.getType().getTensorType().getShape().getDim(axis).getDimValue();
  }

  private static <T, R> List<R> at(List<T> from, int i, Function<T, List<R>> list) {
    int size = list.apply(from.get(0)).size();
    return from.stream()
        .map(
            f -> {
              if (list.apply(f).size() != size) {
                throw new BatchDependence("the number of nodes depends on open extents");
              }
              return list.apply(f).get(i);
            })
        .toList();
  }

  private GraphProto main() {
    GraphProto.Builder merged = graph(graphs);
    Map<String, Integer> readers = readers();
    List<TensorProto> constants = new ArrayList<>();
    for (int i = 0; i < graphs.get(0).getInitializerCount(); i++) {
      List<TensorProto> same = at(graphs, i, GraphProto::getInitializerList);
      TensorProto first = same.get(0);
      if (same.stream().allMatch(first::equals)) {
        constants.add(first);
      } else {
        int reader = readers.get(first.getName());
        List<TensorData> seen = same.stream().map(OnnxTypes::data).toList();
        String where = graphs.get(0).getNode(reader).getName();
        formulas.write(
            first.getName(), reader, OpenConstant.of(where, extents, reader, seen), seen);
      }
    }
    merged.clearInitializer().addAllInitializer(constants);
    merged.addAllInitializer(formulas.constants());
    List<NodeProto> nodes = new ArrayList<>();
    for (int n = 0; n < merged.getNodeCount(); n++) {
      nodes.addAll(formulas.before(n));
      nodes.add(merged.getNode(n));
    }
    return merged.clearNode().addAllNode(nodes).build();
  }

  /** For each name the first node that reads it, itself or in a body. */
  private Map<String, Integer> readers() {
    Map<String, Integer> readers = new HashMap<>();
    for (int n = 0; n < graphs.get(0).getNodeCount(); n++) {
      int node = n;
      reads(graphs.get(0).getNode(n)).forEach(name -> readers.putIfAbsent(name, node));
    }
    return readers;
  }

  private static Stream<String> reads(NodeProto node) {
    Stream<String> inner =
        node.getAttributeList().stream()
            .flatMap(a -> a.getG().getNodeList().stream())
            .flatMap(OpenExtents::reads);
    return Stream.concat(node.getInputList().stream(), inner);
  }

  private GraphProto.Builder graph(List<GraphProto> same) {
    GraphProto.Builder merged = same.get(0).toBuilder().clearNode().clearInput().clearOutput();
    for (int i = 0; i < same.get(0).getNodeCount(); i++) {
      merged.addNode(node(at(same, i, GraphProto::getNodeList)));
    }
    for (int i = 0; i < same.get(0).getInputCount(); i++) {
      merged.addInput(declaration(at(same, i, GraphProto::getInputList)));
    }
    for (int i = 0; i < same.get(0).getOutputCount(); i++) {
      merged.addOutput(declaration(at(same, i, GraphProto::getOutputList)));
    }
    return merged;
  }

  private NodeProto node(List<NodeProto> same) {
    NodeProto first = same.get(0);
    if (same.stream().allMatch(first::equals)) {
      return first;
    }
    NodeProto bare = first.toBuilder().clearAttribute().build();
    for (NodeProto other : same) {
      if (!other.toBuilder().clearAttribute().build().equals(bare)) {
        throw new BatchDependence(
            "'%s' is another operator for other extents: %s"
                .formatted(first.getName(), other.getName()));
      }
    }
    NodeProto.Builder merged = bare.toBuilder();
    for (int i = 0; i < first.getAttributeCount(); i++) {
      List<AttributeProto> alike = at(same, i, NodeProto::getAttributeList);
      boolean borders = SameBorders.differ(alike);
      merged.addAttribute(
          borders
              ? SameBorders.attribute(same, shapes.getOrDefault(first.getInput(0), List.of()))
              : attribute(first.getName(), alike));
    }
    return merged.build();
  }

  private AttributeProto attribute(String node, List<AttributeProto> same) {
    AttributeProto first = same.get(0);
    if (same.stream().allMatch(first::equals)) {
      return first;
    }
    if (!same.stream().allMatch(a -> a.hasG() && a.getName().equals(first.getName()))) {
      throw new BatchDependence(
          "attribute %s of '%s' depends on open extents".formatted(first.getName(), node));
    }
    GraphProto.Builder body = graph(same.stream().map(AttributeProto::getG).toList());
    return first.toBuilder().setG(body).build();
  }

  /** The declaration with names for extents that are an input's, and none for others. */
  private ValueInfoProto declaration(List<ValueInfoProto> same) {
    ValueInfoProto.Builder merged = same.get(0).toBuilder();
    TensorShapeProto.Builder shape =
        merged.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    for (int axis = 0; axis < shape.getDimCount(); axis++) {
      long[] seen = extents(same, axis);
      if (Extents.varies(seen)) {
        shape.getDimBuilder(axis).clearValue();
        inputAxes.entrySet().stream()
            .filter(e -> Arrays.equals(e.getValue(), seen))
            .findFirst()
            .map(Map.Entry::getKey)
            .ifPresent(shape.getDimBuilder(axis)::setDimParam);
      }
    }
    return merged.build();
  }
}
