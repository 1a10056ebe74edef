package io.trihorn.graph.pass;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.List;

/**
 * Algebra: leaves out nodes that change nothing, joins nodes that undo or continue each other, and
 * takes repetition out of the way of elementwise ops, which repeat by themselves. Only where every
 * bit stays the same, with NaN, infinities and signed zeros.
 */
public final class Simplify implements Pass {
  /**
   * What a rule is given besides the op.
   *
   * @param p how it makes nodes
   * @param node the node in the old graph
   * @param inputs what stands for its operands in the new one
   */
  record Site(Primitives p, Node node, List<Value> inputs) {
    Value x(int i) {
      return inputs.get(i);
    }

    /** The op that makes an operand, if it is of this kind, or null. */
    <O> O op(int i, Class<O> kind) {
      return kind.isInstance(x(i).op()) ? kind.cast(x(i).op()) : null;
    }

    /** An operand of the node that makes an operand. */
    Value inner(int i) {
      return x(i).node().input(0);
    }
  }

  /** Each rule gives what stands for the node's only result, or null to keep the node. */
  private static final OpTable<Site, Value> RULES =
      new OpTable<Site, Value>("simplification")
          .on(Elementwise.Unary.class, ElementwiseSimplifications::unary)
          .on(Elementwise.Binary.class, ElementwiseSimplifications::binary)
          .on(Elementwise.Where.class, ElementwiseSimplifications::where)
          .on(Elementwise.Cast.class, ElementwiseSimplifications::cast)
          .on(Reduction.Reduce.class, ShapingSimplifications::reduce)
          .on(Linear.MatMul.class, ShapingSimplifications::matMul)
          .on(Shaping.Reshape.class, ShapingSimplifications::reshape)
          .on(Shaping.Transpose.class, ShapingSimplifications::transpose)
          .on(Shaping.Broadcast.class, ShapingSimplifications::broadcast)
          .on(Shaping.Slice.class, ShapingSimplifications::slice)
          .on(Shaping.Reverse.class, ShapingSimplifications::reverse)
          .on(Shaping.Pad.class, ShapingSimplifications::pad)
          .on(Shaping.Concat.class, ShapingSimplifications::concat)
          .on(Shaping.Split.class, ShapingSimplifications::split);

  /** The pass. */
  public Simplify() {}

  @Override
  public Graph apply(Graph graph) {
    return Rewriting.run(graph, this, Simplify::simplify);
  }

  private static List<Value> simplify(GraphBuilder builder, Node node, List<Value> inputs) {
    if (!RULES.has(node.op().getClass())) {
      return null;
    }
    Value result = RULES.apply(node.op(), new Site(new Primitives(builder), node, inputs));
    return result == null ? null : List.of(result);
  }
}
