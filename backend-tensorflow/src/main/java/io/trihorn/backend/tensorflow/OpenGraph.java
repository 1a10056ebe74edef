package io.trihorn.backend.tensorflow;

import io.trihorn.backend.tensorflow.StaticShapes.Result;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Extents;
import io.trihorn.export.OpenConstant;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes one graph with open extents of graphs written for several choices of these. They have the
 * same nodes and differ in constants, which become computations of extents that the graph reads off
 * its tensors.
 */
final class OpenGraph {
  /**
   * A graph written for some extents.
   *
   * @param graph the graph
   * @param results what is known of its operations' results, by name
   * @param functions the types of the parameters of the functions in it
   */
  record Written(
      GraphDef graph, Map<String, List<Result>> results, Map<String, List<TensorType>> functions) {}

  private final Extents extents = new Extents();
  private final Map<String, DataType> dtypes = new HashMap<>();
  private final ExtentNodes formulas;

  private OpenGraph(boolean inFunction) {
    this.formulas = new ExtentNodes(inFunction, dtypes);
  }

  /**
   * The graph for all extents.
   *
   * @throws BatchDependence if the graphs differ in more than can be written so
   */
  static GraphDef merge(List<Written> written) {
    if (written.size() == 1) {
      return written.get(0).graph();
    }
    List<GraphDef> graphs = written.stream().map(Written::graph).toList();
    OpenGraph main = new OpenGraph(false);
    main.addResults(graphs.get(0), written);
    List<NodeDef> nodes = main.nodes(graphs.stream().map(GraphDef::getNodeList).toList());
    GraphDef.Builder merged = graphs.get(0).toBuilder().clearNode();
    merged.addAllNode(main.formulas.nodes()).addAllNode(nodes);
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
      throw new BatchDependence("the number of operations depends on open extents");
    }
    return counts.get(0);
  }

  /** The open extents of what a graph's nodes make, which later nodes may read. */
  private void addResults(GraphDef graph, List<Written> written) {
    for (int n = 0; n < graph.getNodeCount(); n++) {
      String node = graph.getNode(n).getName();
      // A constant that follows from extents cannot be what these are read off.
      boolean constant = graph.getNode(n).getOp().equals("Const");
      int results = constant ? 0 : written.get(0).results().getOrDefault(node, List.of()).size();
      for (int r = 0; r < results; r++) {
        int which = r;
        List<Result> same =
            written.stream()
                .map(w -> w.results().getOrDefault(node, List.of()))
                .filter(all -> all.size() == results)
                .map(all -> all.get(which))
                .filter(result -> result.dims() != null)
                .toList();
        if (same.size() == written.size()) {
          String name = r == 0 ? node : node + ":" + r;
          add(name, n + 1, same.get(0).dtype(), same.stream().map(Result::dims).toList());
        }
      }
    }
  }

  private void add(String tensor, int from, DataType dtype, List<long[]> dims) {
    for (int axis = 0; axis < dims.get(0).length; axis++) {
      int a = axis;
      boolean known = dims.stream().allMatch(d -> a < d.length && d[a] >= 0);
      if (known) {
        long[] seen = dims.stream().mapToLong(d -> d[a]).toArray();
        if (Extents.varies(seen)) {
          dtypes.put(tensor, dtype);
          extents.add(new Extents.Source(tensor, axis, from, seen));
        }
      }
    }
  }

  private List<NodeDef> nodes(List<List<NodeDef>> graphs) {
    List<NodeDef> merged = new ArrayList<>();
    int count = same(graphs.stream().map(List::size).toList());
    Map<String, Integer> readers = readers(graphs.get(0));
    for (int i = 0; i < count; i++) {
      int at = i;
      List<NodeDef> same = graphs.stream().map(g -> g.get(at)).toList();
      int reader = readers.getOrDefault(same.get(0).getName(), count - 1);
      node(same, reader, graphs.get(0).get(reader).getName()).ifPresent(merged::add);
    }
    return merged;
  }

  /** For each node the first that reads it. */
  private static Map<String, Integer> readers(List<NodeDef> nodes) {
    Map<String, Integer> readers = new HashMap<>();
    for (int n = 0; n < nodes.size(); n++) {
      for (String input : nodes.get(n).getInputList()) {
        readers.putIfAbsent(input.split(":", 2)[0], n);
      }
    }
    return readers;
  }

  /** The node for all extents; nothing if a computation takes its place. */
  private Optional<NodeDef> node(List<NodeDef> same, int reader, String where) {
    NodeDef first = same.get(0);
    if (same.stream().allMatch(first::equals)) {
      return Optional.of(first);
    }
    if (!same.stream()
        .allMatch(n -> without(n, "value", "shape").equals(without(first, "value", "shape")))) {
      throw new BatchDependence(
          "'%s' (%s) is another operation for other extents; give the extents of the inputs"
              .formatted(first.getName(), first.getOp()));
    }
    if (first.getOp().equals("Placeholder")) {
      return Optional.of(placeholder(same));
    }
    if (!first.getOp().equals("Const")) {
      throw new BatchDependence(
          "a shape of '%s' (%s) depends on open extents".formatted(first.getName(), first.getOp()));
    }
    List<TensorData> seen =
        same.stream().map(n -> TensorProtos.data(n.getAttrOrThrow("value").getTensor())).toList();
    formulas.write(first.getName(), OpenConstant.of(where, extents, reader, seen), seen.get(0));
    return Optional.empty();
  }

  private static NodeDef without(NodeDef node, String... attributes) {
    NodeDef.Builder rest = node.toBuilder();
    for (String attribute : attributes) {
      rest.removeAttr(attribute);
    }
    return rest.build();
  }

  /** A placeholder whose extents that are not the same in all graphs are open. */
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

  /** A function of which only the parameters' extents are read. */
  private static FunctionDef function(List<FunctionDef> same, List<List<TensorType>> parameters) {
    FunctionDef first = same.get(0);
    OpenGraph body = new OpenGraph(true);
    for (int i = 0; i < first.getSignature().getInputArgCount(); i++) {
      int at = i;
      List<TensorType> types = parameters.stream().map(p -> p.get(at)).toList();
      if (types.get(0) != null) {
        DataType dtype = DataType.forNumber(Dtypes.code(types.get(0).dtype()));
        String name = first.getSignature().getInputArg(i).getName();
        body.add(name, 0, dtype, types.stream().map(TensorType::dims).toList());
      }
    }
    List<NodeDef> nodes = body.nodes(same.stream().map(FunctionDef::getNodeDefList).toList());
    return first.toBuilder()
        .clearNodeDef()
        .clearArgAttr()
        .addAllNodeDef(body.formulas.nodes())
        .addAllNodeDef(nodes)
        .build();
  }
}
