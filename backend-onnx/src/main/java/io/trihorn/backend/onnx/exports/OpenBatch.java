package io.trihorn.backend.onnx.exports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.export.Affine;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes one model with an open batch of models written for several batch sizes. They have the same
 * nodes and differ in constants: extents become formulas of the batch size, which the model reads
 * off its input, and larger constants repetitions of a piece.
 */
final class OpenBatch {
  private final List<Long> batches;
  private final List<GraphProto> graphs;
  private final BatchFormulas formulas;

  private OpenBatch(List<Long> batches, List<ModelProto> models) {
    this.batches = batches;
    this.graphs = models.stream().map(ModelProto::getGraph).toList();
    this.formulas = new BatchFormulas(batchInput());
  }

  /**
   * The model for batches of any size.
   *
   * @throws BatchDependence if the models differ in more than can be written so
   */
  static ModelProto merge(List<Long> batches, List<ModelProto> models) {
    if (models.size() == 1) {
      return models.get(0);
    }
    return models.get(0).toBuilder().setGraph(new OpenBatch(batches, models).main()).build();
  }

  /** The first input whose leading extent is the batch size. */
  private String batchInput() {
    for (int i = 0; i < graphs.get(0).getInputCount(); i++) {
      List<ValueInfoProto> same = at(graphs, i, GraphProto::getInputList);
      if (same.get(0).getType().getTensorType().getShape().getDimCount() > 0
          && IntStream.range(0, batches.size())
              .allMatch(k -> dim(same.get(k), 0) == batches.get(k))) {
        return same.get(0).getName();
      }
    }
    throw new BatchDependence("no input's first extent is the batch");
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
                throw new BatchDependence("the number of nodes depends on the batch size");
              }
              return list.apply(f).get(i);
            })
        .toList();
  }

  private GraphProto main() {
    GraphProto.Builder merged = graph(graphs);
    List<TensorProto> constants = new ArrayList<>();
    for (int i = 0; i < graphs.get(0).getInitializerCount(); i++) {
      List<TensorProto> same = at(graphs, i, GraphProto::getInitializerList);
      TensorProto first = same.get(0);
      if (same.stream().allMatch(first::equals)) {
        constants.add(first);
      } else {
        formula(first.getName(), same.stream().map(OnnxTypes::data).toList());
      }
    }
    merged.clearInitializer().addAllInitializer(constants);
    merged.addAllInitializer(formulas.constants());
    List<NodeProto> nodes = new ArrayList<>(formulas.nodes());
    nodes.addAll(merged.getNodeList());
    return merged.clearNode().addAllNode(nodes).build();
  }

  private void formula(String name, List<TensorData> seen) {
    DataType dtype = seen.get(0).dtype();
    boolean whole = dtype == DataType.INT64 || dtype == DataType.INT32;
    boolean extents = whole && seen.get(0).type().rank() <= 1;
    Optional<Affine> affine =
        extents
            ? Affine.fit(batches, seen.stream().map(TensorData::toLongArray).toList())
            : Optional.empty();
    if (affine.isPresent()) {
      formulas.write(name, dtype, affine.get(), seen.get(0).type().rank());
      return;
    }
    Optional<Tiling> tiling = Tiling.fit(batches, seen);
    if (tiling.isPresent()) {
      formulas.write(name, tiling.get());
      return;
    }
    Progression progression =
        Progression.fit(batches, seen)
            .orElseThrow(() -> new BatchDependence("a constant depends on the batch size"));
    formulas.write(name, progression);
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
            "'%s' is another operator for another batch size: %s"
                .formatted(first.getName(), other.getName()));
      }
    }
    NodeProto.Builder merged = bare.toBuilder();
    for (int i = 0; i < first.getAttributeCount(); i++) {
      merged.addAttribute(attribute(first.getName(), at(same, i, NodeProto::getAttributeList)));
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
          "attribute %s of '%s' depends on the batch size".formatted(first.getName(), node));
    }
    GraphProto.Builder body = graph(same.stream().map(AttributeProto::getG).toList());
    return first.toBuilder().setG(body).build();
  }

  /** The declaration with a name for extents that are the batch, and none for others it governs. */
  private ValueInfoProto declaration(List<ValueInfoProto> same) {
    ValueInfoProto.Builder merged = same.get(0).toBuilder();
    TensorShapeProto.Builder shape =
        merged.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    for (int axis = 0; axis < shape.getDimCount(); axis++) {
      int i = axis;
      long[] seen = same.stream().mapToLong(v -> dim(v, i)).toArray();
      boolean fixed = IntStream.range(1, seen.length).allMatch(k -> seen[k] == seen[0]);
      if (!fixed) {
        boolean batch = IntStream.range(0, seen.length).allMatch(k -> seen[k] == batches.get(k));
        shape.getDimBuilder(axis).clearValue();
        if (batch) {
          shape.getDimBuilder(axis).setDimParam("batch");
        }
      }
    }
    return merged.build();
  }
}
