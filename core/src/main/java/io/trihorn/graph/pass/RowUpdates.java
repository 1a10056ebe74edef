package io.trihorn.graph.pass;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.AddedRows;
import io.trihorn.graph.Elementwise.Binary;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.Unary;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing.ScatterAdd;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Adds rows to a tensor where they were added to zeros of its shape first, and multiplies rows by a
 * number rather than all that they are added to. So a step of gradient descent on an embedding
 * computes with the rows of a batch and not with a gradient as large as the table, also where it is
 * read in several places and has a gradient of each. Rows that nothing is added to stay as they
 * are, also where the number is not finite, as with Keras's sparse gradients.
 */
public final class RowUpdates implements Pass {
  /** The pass. */
  public RowUpdates() {}

  @Override
  public Graph apply(Graph graph) {
    if (graph.nodes().stream().noneMatch(n -> n.op() instanceof ScatterAdd)) {
      return Rewriting.bodies(graph, this);
    }
    Map<Value, Integer> uses = AddedRows.uses(graph);
    return Rewriting.run(
        graph,
        this,
        (builder, node, inputs) -> {
          Value made =
              node.op() instanceof Binary op ? moved(builder, op.kind(), node, inputs, uses) : null;
          return made == null ? null : List.of(made);
        });
  }

  private static Value moved(
      GraphBuilder builder, BinaryKind kind, Node node, List<Value> in, Map<Value, Integer> uses) {
    boolean second = uses.get(node.input(1)) == 1 && isRowsOnZeros(in.get(1), node);
    boolean first = uses.get(node.input(0)) == 1 && isRowsOnZeros(in.get(0), node);
    if (!first && !second) {
      return null;
    }
    Value rows = in.get(second ? 1 : 0);
    Value other = in.get(second ? 0 : 1);
    Value updates = rows.node().input(2);
    if (kind == BinaryKind.MUL && other.type().size() == 1 && other.type().rank() == 0) {
      Value scaled = builder.add(new Binary(kind), updates, other);
      return added(builder, rows, rows.node().input(0), scaled);
    }
    if (kind == BinaryKind.ADD && first && second) {
      return joined(builder, in.get(0).node(), in.get(1).node());
    }
    boolean subtracts = kind == BinaryKind.SUB && second;
    if ((kind == BinaryKind.ADD || subtracts) && other.type().equals(node.output().type())) {
      Value signed = subtracts ? builder.add(new Unary(UnaryKind.NEG), updates) : updates;
      return added(builder, rows, other, signed);
    }
    return null;
  }

  /** The rows of two tensors that are zero elsewhere, in one. */
  private static Value joined(GraphBuilder builder, Node one, Node other) {
    Primitives p = new Primitives(builder);
    boolean alike = one.input(1).dtype() == other.input(1).dtype();
    UnaryOperator<Value> wide = v -> alike ? v : p.cast(v, DataType.INT64);
    Value indices = p.concat(List.of(wide.apply(one.input(1)), wide.apply(other.input(1))), 0);
    Value updates = p.concat(List.of(one.input(2), other.input(2)), 0);
    return p.scatterAdd(one.input(0), indices, updates);
  }

  private static Value added(GraphBuilder builder, Value rows, Value to, Value updates) {
    return builder.add(new ScatterAdd(), to, rows.node().input(1), updates);
  }

  private static boolean isRowsOnZeros(Value value, Node user) {
    return value.op() instanceof ScatterAdd
        && value.type().equals(user.output().type())
        && value.dtype().isFloating()
        && Splats.is(value.node().input(0), 0);
  }
}
