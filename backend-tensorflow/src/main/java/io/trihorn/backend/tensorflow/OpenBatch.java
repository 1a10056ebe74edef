package io.trihorn.backend.tensorflow;

import io.trihorn.export.Affine;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Makes one graph with an open batch of graphs written for several batch sizes. They have the same
 * nodes and differ in constants: extents become formulas of the batch size, and larger constants
 * repetitions of a piece.
 */
final class OpenBatch {
  /**
   * A graph written for one batch size.
   *
   * @param graph the graph
   * @param functions the types of the parameters of the functions in it
   */
  record Written(GraphDef graph, Map<String, List<TensorType>> functions) {}

  private final List<Long> batches;

  private OpenBatch(List<Long> batches) {
    this.batches = batches;
  }

  /**
   * The graph for batches of any size.
   *
   * @throws BatchDependence if the graphs differ in more than can be written so
   */
  static GraphDef merge(List<Long> batches, List<Written> written) {
    return written.size() == 1 ? written.get(0).graph() : new OpenBatch(batches).merge(written);
  }

  private GraphDef merge(List<Written> written) {
    List<GraphDef> graphs = written.stream().map(Written::graph).toList();
    GraphDef.Builder merged = graphs.get(0).toBuilder().clearNode();
    BatchFormulas formulas = new BatchFormulas(input(graphs), false);
    List<NodeDef> nodes = nodes(graphs.stream().map(GraphDef::getNodeList).toList(), formulas);
    merged.addAllNode(formulas.nodes()).addAllNode(nodes);
    FunctionDefLibrary.Builder library = merged.getLibraryBuilder().clearFunction();
    int functions = same(graphs.stream().map(g -> g.getLibrary().getFunctionCount()).toList());
    for (int i = 0; i < functions; i++) {
      int at = i;
      List<FunctionDef> bodies = graphs.stream().map(g -> g.getLibrary().getFunction(at)).toList();
      String name = bodies.get(0).getSignature().getName();
      library.addFunction(
          function(bodies, written.stream().map(w -> w.functions().get(name)).toList()));
    }
    return merged.build();
  }

  private static int same(List<Integer> counts) {
    if (counts.stream().distinct().count() != 1) {
      throw new BatchDependence("the number of operations depends on the batch size");
    }
    return counts.get(0);
  }

  /** The first input whose leading extent is the batch. */
  private BatchFormulas.Source input(List<GraphDef> graphs) {
    for (int i = 0; i < graphs.get(0).getNodeCount(); i++) {
      int at = i;
      NodeDef node = graphs.get(0).getNode(i);
      if (node.getOp().equals("Placeholder")) {
        long[] extents =
            graphs.stream()
                .map(g -> g.getNode(at).getAttrOrThrow("shape").getShape())
                .mapToLong(s -> s.getDimCount() == 0 ? -1 : s.getDim(0).getSize())
                .toArray();
        if (isBatch(extents)) {
          DataType dtype = node.getAttrOrThrow("dtype").getType();
          return new BatchFormulas.Source(node.getName(), 0, dtype);
        }
      }
    }
    throw new BatchDependence("no input's first extent is the batch");
  }

  private boolean isBatch(long[] extents) {
    return IntStream.range(0, extents.length).allMatch(k -> extents[k] == batches.get(k));
  }

  private List<NodeDef> nodes(List<List<NodeDef>> graphs, BatchFormulas formulas) {
    List<NodeDef> merged = new ArrayList<>();
    int count = same(graphs.stream().map(List::size).toList());
    for (int i = 0; i < count; i++) {
      int at = i;
      List<NodeDef> same = graphs.stream().map(g -> g.get(at)).toList();
      node(same, formulas).ifPresent(merged::add);
    }
    return merged;
  }

  /** The node for all batch sizes; nothing if a formula takes its place. */
  private Optional<NodeDef> node(List<NodeDef> same, BatchFormulas formulas) {
    NodeDef first = same.get(0);
    if (same.stream().allMatch(first::equals)) {
      return Optional.of(first);
    }
    if (!same.stream()
        .allMatch(n -> without(n, "value", "shape").equals(without(first, "value", "shape")))) {
      throw new BatchDependence(
          "'%s' (%s) is another operation for another batch size"
              .formatted(first.getName(), first.getOp()));
    }
    if (first.getOp().equals("Placeholder")) {
      return Optional.of(placeholder(same));
    }
    if (!first.getOp().equals("Const")) {
      throw new BatchDependence(
          "a shape of '%s' (%s) depends on the batch size"
              .formatted(first.getName(), first.getOp()));
    }
    List<TensorProto> values =
        same.stream().map(n -> n.getAttrOrThrow("value").getTensor()).toList();
    formula(first.getName(), values.stream().map(TensorProtos::data).toList(), formulas);
    return Optional.empty();
  }

  private static NodeDef without(NodeDef node, String... attributes) {
    NodeDef.Builder rest = node.toBuilder();
    for (String attribute : attributes) {
      rest.removeAttr(attribute);
    }
    return rest.build();
  }

  private void formula(String name, List<TensorData> seen, BatchFormulas formulas) {
    TensorData first = seen.get(0);
    boolean extents = first.type().rank() <= 1 && !first.dtype().isFloating();
    Optional<Affine> affine =
        extents
            ? Affine.fit(batches, seen.stream().map(TensorData::toLongArray).toList())
            : Optional.empty();
    if (affine.isPresent()) {
      DataType dtype = DataType.forNumber(Dtypes.code(first.dtype()));
      formulas.write(name, dtype, affine.get(), first.type().rank());
      return;
    }
    Optional<Tiling> tiling = Tiling.fit(batches, seen);
    if (tiling.isPresent()) {
      formulas.write(name, tiling.get());
      return;
    }
    Progression progression =
        Progression.fit(batches, seen)
            .orElseThrow(
                () -> new BatchDependence("constant '" + name + "' depends on the batch size"));
    formulas.write(name, progression);
  }

  /** A placeholder whose extents that depend on the batch size are open. */
  private static NodeDef placeholder(List<NodeDef> same) {
    List<long[]> shapes =
        same.stream()
            .map(
                n ->
                    n.getAttrOrThrow("shape").getShape().getDimList().stream()
                        .mapToLong(d -> d.getSize())
                        .toArray())
            .toList();
    long[] open = shapes.get(0).clone();
    for (int axis = 0; axis < open.length; axis++) {
      int i = axis;
      open[i] = shapes.stream().allMatch(s -> s[i] == open[i]) ? open[i] : -1;
    }
    AttrValue shape = AttrValue.newBuilder().setShape(TensorProtos.shape(open)).build();
    return same.get(0).toBuilder().putAttr("shape", shape).build();
  }

  private FunctionDef function(List<FunctionDef> same, List<List<TensorType>> parameters) {
    FunctionDef first = same.get(0);
    FunctionDef.Builder merged = first.toBuilder().clearNodeDef().clearArgAttr();
    BatchFormulas formulas = new BatchFormulas(argument(first, parameters), true);
    List<NodeDef> nodes = nodes(same.stream().map(FunctionDef::getNodeDefList).toList(), formulas);
    return merged.addAllNodeDef(formulas.nodes()).addAllNodeDef(nodes).build();
  }

  /** The first argument with the batch as an extent. */
  private BatchFormulas.Source argument(FunctionDef function, List<List<TensorType>> parameters) {
    for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
      int at = i;
      List<TensorType> types = parameters.stream().map(p -> p.get(at)).toList();
      for (int axis = 0; types.get(0) != null && axis < types.get(0).rank(); axis++) {
        int a = axis;
        if (isBatch(types.stream().mapToLong(t -> t.dim(a)).toArray())) {
          return new BatchFormulas.Source(
              function.getSignature().getInputArg(i).getName(),
              axis,
              DataType.forNumber(Dtypes.code(types.get(0).dtype())));
        }
      }
    }
    return null;
  }
}
