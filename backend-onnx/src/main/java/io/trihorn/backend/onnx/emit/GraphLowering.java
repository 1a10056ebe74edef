package io.trihorn.backend.onnx.emit;

import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Writes the nodes of a graph, each by the lowering of its op. */
final class GraphLowering {
  private static final OpTable<Lowering, List<Operand>> TABLE = new OpTable<>("ONNX lowering");

  static {
    ElementwiseLowerings.register(TABLE);
    ReductionLowerings.register(TABLE);
    ShapingLowerings.register(TABLE);
    IndexingLowerings.register(TABLE);
    ConvLowerings.register(TABLE);
    PoolLowerings.register(TABLE);
    CompositeLowerings.register(TABLE);
    TABLE.on(Control.Scan.class, ScanLowering::lower);
  }

  /** What computes products. */
  private static final Map<Class<? extends Op>, String> PRODUCTS =
      Map.of(
          Linear.MatMul.class, "MatMul",
          Linear.Conv.class, "Conv",
          Linear.ConvInputGradient.class, "Conv",
          Linear.ConvKernelGradient.class, "Conv");

  private final Emit emit;
  private final Broadcasts broadcasts = new Broadcasts();
  private final Map<Value, Operand> values = new HashMap<>();
  private final Map<Value, Integer> uses = new HashMap<>();
  private final Set<Value> pooledBorders;

  private GraphLowering(Graph graph, NodeWriter writer) {
    this.emit = new Emit(writer);
    this.pooledBorders = PooledBorders.of(graph);
    graph.nodes().forEach(node -> node.inputs().forEach(this::use));
    graph.outputs().forEach(this::use);
    graph.updates().values().forEach(this::use);
  }

  private void use(Value value) {
    uses.merge(value, 1, Integer::sum);
  }

  /** Whether there is a lowering for this kind of op. */
  static boolean has(Class<? extends Op> kind) {
    return Leaf.class.isAssignableFrom(kind) || TABLE.has(kind);
  }

  /** The labels of ops in a graph, and in the bodies in it, that have no lowering. */
  static TreeSet<String> missing(Graph graph) {
    TreeSet<String> missing = new TreeSet<>();
    for (Node node : graph.nodes()) {
      if (!has(node.op().getClass())) {
        missing.add(node.op().label());
      }
      if (node.op() instanceof Control.Scan scan) {
        missing.addAll(missing(scan.body()));
      }
    }
    return missing;
  }

  /**
   * Writes a graph's nodes.
   *
   * @param parameters an operand for each parameter
   * @param reads gives an operand for each variable that is read
   * @return the operand of each value
   */
  static Map<Value, Operand> lower(
      Graph graph, NodeWriter writer, List<Operand> parameters, Function<Variable, Operand> reads) {
    GraphLowering lowering = new GraphLowering(graph, writer);
    for (int i = 0; i < parameters.size(); i++) {
      lowering.values.put(graph.parameters().get(i), parameters.get(i));
    }
    graph.reads().forEach((v, value) -> lowering.values.put(value, reads.apply(v)));
    graph.nodes().forEach(lowering::lower);
    return lowering.values;
  }

  private void lower(Node node) {
    if (node.op() instanceof Leaf.Constant constant) {
      values.put(node.output(), emit.constant(constant.value()));
    } else if (!(node.op() instanceof Leaf)) {
      emit.writer().label(label(node));
      List<Operand> results = results(node);
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), checked(node, i, results.get(i)));
      }
    }
  }

  /** What the nodes made for a node are called after. */
  static String label(Node node) {
    return node.scope().isEmpty() ? node.op().label() : node.scope() + "/" + node.op().label();
  }

  private List<Operand> results(Node node) {
    List<Operand> inputs = node.inputs().stream().map(values::get).toList();
    boolean wide = isArithmetic(node.op()) && !isNarrowProduct(node);
    List<Operand> taken =
        wide
            ? inputs.stream().map(i -> emit.cast(i, Kernels.arithmetic(i.dtype()))).toList()
            : inputs;
    Lowering lowering = new Lowering(emit, node, taken, broadcasts, uses, pooledBorders);
    List<Operand> results = TABLE.apply(node.op(), lowering);
    if (!wide) {
      return results;
    }
    List<Operand> narrow = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      narrow.add(emit.cast(results.get(i), node.outputs().get(i).dtype()));
    }
    return narrow;
  }

  /** Whether an op computes with its elements, rather than moving them. */
  private static boolean isArithmetic(Op op) {
    boolean moves =
        op instanceof Shaping
            || op instanceof Indexing.Gather
            || op instanceof Elementwise.Where
            || op instanceof Elementwise.Cast
            || op instanceof Control
            || (op instanceof Elementwise.Unary unary && unary.kind() == UnaryKind.IS_NAN);
    return !moves;
  }

  /** Whether a product of half floats is computed as it is, with sums of float32. */
  private boolean isNarrowProduct(Node node) {
    String product = PRODUCTS.get(node.op().getClass());
    return product != null && emit.writer().kernels().multiplies(product, node.input(0).dtype());
  }

  /** The shape rules and the lowerings must agree; where not, it is our mistake. */
  private static Operand checked(Node node, int i, Operand result) {
    TensorType expected = node.outputs().get(i).type();
    if (!expected.equals(result.type())) {
      throw new IllegalStateException(
          "the ONNX lowering of " + node.op() + " gives " + result.type() + ", not " + expected);
    }
    return result;
  }
}
