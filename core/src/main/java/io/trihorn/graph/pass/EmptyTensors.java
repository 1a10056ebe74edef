package io.trihorn.graph.pass;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Computes what has to do with tensors without elements: few kernels of engines can be trusted with
 * these. What is left of them are constants, parameters, variables, and operands of loops.
 */
final class EmptyTensors implements Pass {
  private static final Map<ReduceKind, Double> OF_NOTHING =
      Map.of(
          ReduceKind.SUM, 0.0,
          ReduceKind.MEAN, Double.NaN,
          ReduceKind.PROD, 1.0,
          ReduceKind.ANY, 0.0,
          ReduceKind.ALL, 1.0);

  /** What ops give of which an operand or a result has no elements, but not all results. */
  private static final OpTable<Simplify.Site, List<Value>> RULES =
      new OpTable<Simplify.Site, List<Value>>("meaning for tensors without elements")
          .on(Reduction.Reduce.class, (op, s) -> full(s, OF_NOTHING.get(op.kind())))
          .on(Linear.MatMul.class, (op, s) -> full(s, 0))
          .on(Linear.Conv.class, (op, s) -> full(s, 0))
          .on(Linear.ConvInputGradient.class, (op, s) -> full(s, 0))
          .on(Linear.ConvKernelGradient.class, (op, s) -> full(s, 0))
          .on(Shaping.Pad.class, (op, s) -> full(s, op.value()))
          .on(Shaping.Concat.class, (op, s) -> List.of(s.p().concat(some(s.inputs()), op.axis())))
          .on(Shaping.Split.class, EmptyTensors::split)
          .on(Indexing.ScatterAdd.class, (op, s) -> List.of(s.x(0)));

  @Override
  public Graph apply(Graph graph) {
    return Rewriting.run(graph, this, EmptyTensors::replaced);
  }

  private static boolean isEmpty(Value value) {
    return value.type().size() == 0;
  }

  private static List<Value> some(List<Value> values) {
    return values.stream().filter(value -> !isEmpty(value)).toList();
  }

  private static List<Value> full(Simplify.Site s, double value) {
    return List.of(s.p().fullLike(s.node().output(), value));
  }

  private static Value empty(Primitives p, Value like) {
    return p.builder().constant(TensorData.zeros(like.type()));
  }

  private static List<Value> replaced(GraphBuilder builder, Node node, List<Value> inputs) {
    List<Value> results = node.outputs();
    Primitives p = new Primitives(builder);
    if (!(node.op() instanceof Leaf) && some(results).isEmpty()) {
      return results.stream().map(result -> empty(p, result)).toList();
    }
    boolean all = some(inputs).size() == inputs.size() && some(results).size() == results.size();
    return all || !RULES.has(node.op().getClass())
        ? null
        : RULES.apply(node.op(), new Simplify.Site(p, node, inputs));
  }

  private static List<Value> split(Shaping.Split op, Simplify.Site s) {
    List<Long> sizes = op.sizes().stream().filter(size -> size > 0).toList();
    Iterator<Value> parts = s.p().split(s.x(0), op.axis(), sizes).iterator();
    return s.node().outputs().stream()
        .map(result -> isEmpty(result) ? empty(s.p(), result) : parts.next())
        .toList();
  }
}
