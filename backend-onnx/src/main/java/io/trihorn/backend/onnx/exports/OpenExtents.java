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
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
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
        if (varies(seen)) {
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
          if (varies(seen)) {
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

  private static boolean varies(long[] seen) {
    return Arrays.stream(seen).anyMatch(v -> v != seen[0]);
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
        formulas.at(reader);
        formula(first.getName(), reader, same.stream().map(OnnxTypes::data).toList());
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

  /** Writes a constant that is another one for other extents. */
  private void formula(String name, int reader, List<TensorData> seen) {
    DataType dtype = seen.get(0).dtype();
    int rank = seen.get(0).type().rank();
    boolean whole = dtype == DataType.INT64 || dtype == DataType.INT32;
    Optional<List<Extents.Formula>> numbers =
        whole && rank <= 1
            ? fit(seen.stream().map(TensorData::toLongArray).toList(), reader)
            : Optional.empty();
    if (numbers.isPresent()) {
      formulas.write(name, dtype, numbers.get(), rank);
    } else if (!tiled(name, reader, seen)
        && !runs(name, reader, seen)
        && !triangular(name, reader, seen)
        && !resized(name, reader, seen)
        && !progresses(name, reader, seen)) {
      throw new BatchDependence(
          "a constant such as %s depends on open extents; give the extents of the inputs"
              .formatted(seen.get(0).type()));
    }
  }

  private Optional<List<Extents.Formula>> fit(List<long[]> lists, int reader) {
    if (lists.stream().anyMatch(list -> list.length != lists.get(0).length)) {
      return Optional.empty();
    }
    List<Extents.Formula> fitted = new ArrayList<>();
    for (int i = 0; i < lists.get(0).length; i++) {
      int place = i;
      long[] seen = lists.stream().mapToLong(list -> list[place]).toArray();
      Optional<Extents.Formula> formula = extents.fit(seen, reader);
      if (formula.isEmpty()) {
        return Optional.empty();
      }
      fitted.add(formula.get());
    }
    return Optional.of(fitted);
  }

  /** Whether it is a piece that is repeated along the axes that are open. */
  private boolean tiled(String name, int reader, List<TensorData> seen) {
    Optional<List<Extents.Formula>> dims =
        fit(seen.stream().map(d -> d.type().dims()).toList(), reader);
    if (dims.isEmpty() || dims.get().stream().anyMatch(OpenExtents::hasRest)) {
      return false;
    }
    List<Extents.Formula> times =
        dims.get().stream()
            .map(f -> f.sources().isEmpty() ? Extents.Formula.constant(1) : f.withFactor(1))
            .toList();
    long[] piece =
        dims.get().stream()
            .mapToLong(f -> f.sources().isEmpty() ? f.offset() : f.factor())
            .toArray();
    Optional<TensorData> unit = Tiling.unit(seen, piece);
    unit.ifPresent(u -> formulas.tile(name, u, times));
    return unit.isPresent();
  }

  private static boolean hasRest(Extents.Formula formula) {
    return !formula.sources().isEmpty() && (formula.offset() != 0 || formula.sum());
  }

  /** Whether it is runs of integers whose bounds follow from extents. */
  private boolean runs(String name, int reader, List<TensorData> seen) {
    List<Runs> found = seen.stream().map(Runs::of).flatMap(Optional::stream).toList();
    if (found.size() < seen.size() || !found.stream().allMatch(found.get(0)::isLike)) {
      return false;
    }
    Optional<List<Extents.Formula>> bounds = fit(found.stream().map(Runs::bounds).toList(), reader);
    bounds.ifPresent(b -> formulas.runs(name, seen.get(0).dtype(), found.get(0), b));
    return bounds.isPresent();
  }

  /** Whether it is one number up to a diagonal and another one behind. */
  private boolean triangular(String name, int reader, List<TensorData> seen) {
    List<Triangle> found = seen.stream().map(Triangle::of).flatMap(Optional::stream).toList();
    if (found.size() < seen.size() || !found.stream().allMatch(found.get(0)::isLike)) {
      return false;
    }
    List<long[]> numbers = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      long[] dims = seen.get(i).type().dims();
      long diagonal = found.get(i).diagonal();
      numbers.add(new long[] {dims[dims.length - 2], dims[dims.length - 1], diagonal});
    }
    Optional<List<Extents.Formula>> fitted = fit(numbers, reader);
    fitted.ifPresent(f -> formulas.triangle(name, seen.get(0).type(), found.get(0), f));
    return fitted.isPresent();
  }

  /** Whether it is what resizing does along an axis. */
  private boolean resized(String name, int reader, List<TensorData> seen) {
    TensorType type = seen.get(0).type();
    boolean matrix = type.rank() == 2 && type.dtype().isFloating();
    if (!matrix && (type.rank() != 1 || type.dtype().isFloating())) {
      return false;
    }
    List<long[]> ends = new ArrayList<>();
    if (matrix) {
      ends.add(seen.stream().mapToLong(d -> d.type().dim(0)).toArray());
    } else {
      extents.before(reader).forEach(source -> ends.add(source.seen()));
    }
    for (long[] from : ends) {
      for (Resized kind : matrix ? Resized.matrices() : Resized.lists()) {
        if (isAll(kind, from, seen)) {
          List<long[]> both = new ArrayList<>();
          for (int i = 0; i < from.length; i++) {
            TensorType one = seen.get(i).type();
            both.add(new long[] {from[i], one.dim(one.rank() - 1)});
          }
          Optional<List<Extents.Formula>> fitted = fit(both, reader);
          fitted.ifPresent(f -> formulas.resized(name, type.dtype(), kind, f));
          return fitted.isPresent();
        }
      }
    }
    return false;
  }

  private static boolean isAll(Resized kind, long[] from, List<TensorData> seen) {
    for (int i = 0; i < from.length; i++) {
      TensorData one = seen.get(i);
      long to = one.type().dim(one.type().rank() - 1);
      if (!kind.between(from[i], to, one.dtype()).equals(one)) {
        return false;
      }
    }
    return true;
  }

  /** Whether its rows go on by a step. */
  private boolean progresses(String name, int reader, List<TensorData> seen) {
    for (Extents.Source source : extents.before(reader)) {
      List<Long> counts = LongStream.of(source.seen()).boxed().toList();
      Optional<Progression> found =
          counts.get(0).equals(counts.get(1)) ? Optional.empty() : Progression.fit(counts, seen);
      if (found.isPresent()) {
        formulas.progress(name, found.get(), source);
        return true;
      }
    }
    return false;
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
      if (varies(seen)) {
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
