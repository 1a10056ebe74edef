package io.trihorn.backend.dl4j.lowering;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loop bodies in which each row, an index along the leading axis of what changes from step to step,
 * depends only on the same row: threads can then each run the whole loop on some of the rows.
 */
public final class RowWise {
  /** A node, and which of its operands have rows. */
  private record Use(Node node, List<Boolean> rows) {
    boolean has(int operand) {
      return rows.get(operand);
    }

    int rank(int operand) {
      return node.input(operand).type().rank();
    }
  }

  /** Whether a node of which some operands have rows works row by row. */
  private static final OpTable<Use, Boolean> RULES =
      new OpTable<Use, Boolean>("rule for rows")
          .on(Elementwise.Unary.class, (op, u) -> true)
          .on(Elementwise.Binary.class, (op, u) -> aligned(u))
          .on(Elementwise.Where.class, (op, u) -> aligned(u))
          .on(Elementwise.Cast.class, (op, u) -> true)
          .on(
              Linear.MatMul.class,
              (op, u) ->
                  u.has(0) && !u.has(1) && !op.transposeA() && u.rank(0) == 2 && u.rank(1) == 2)
          .on(Shaping.Split.class, (op, u) -> op.axis() > 0)
          .on(Shaping.Concat.class, (op, u) -> op.axis() > 0 && !u.rows().contains(false))
          .on(Shaping.Slice.class, (op, u) -> isWhole(op, u.node().input(0).type().dim(0)));

  private final Graph body;
  private final long rows;
  private final Set<Value> split = new HashSet<>();

  private RowWise(Graph body, long rows) {
    this.body = body;
    this.rows = rows;
  }

  /** Each operand with rows has them where the result has them, and no other has that axis. */
  private static boolean aligned(Use u) {
    int rank = u.node().output().type().rank();
    for (int i = 0; i < u.rows().size(); i++) {
      boolean full = u.rank(i) == rank;
      boolean repeats = !full || u.node().input(i).type().dim(0) == 1;
      if (u.has(i) ? !full : !repeats) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(Shaping.Slice op, long extent) {
    return op.starts().get(0) == 0 && op.limits().get(0) == extent && op.strides().get(0) == 1;
  }

  /**
   * The number of rows of a loop's body.
   *
   * @param changing how many of its parameters change from step to step, the first ones
   * @return 0 if it does not work row by row
   */
  static long rows(Graph body, int changing) {
    TensorType first = changing == 0 ? null : body.parameters().get(0).type();
    if (first == null || first.rank() == 0) {
      return 0;
    }
    RowWise found = new RowWise(body, first.dim(0));
    return found.holds(changing) ? found.rows : 0;
  }

  private boolean hasRows(TensorType type) {
    return type.rank() > 0 && type.dim(0) == rows;
  }

  private boolean holds(int changing) {
    split.addAll(body.parameters().subList(0, changing));
    for (Node node : body.nodes()) {
      List<Boolean> has = node.inputs().stream().map(split::contains).toList();
      if (has.contains(true)) {
        if (!RULES.has(node.op().getClass()) || !RULES.apply(node.op(), new Use(node, has))) {
          return false;
        }
        split.addAll(node.outputs());
      }
    }
    return split.containsAll(body.outputs()) && split.stream().allMatch(v -> hasRows(v.type()));
  }

  /** The body for another number of rows. */
  static Graph resized(Graph body, int changing, long rows) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>();
    for (int i = 0; i < body.parameters().size(); i++) {
      Value parameter = body.parameters().get(i);
      TensorType type = parameter.type();
      long[] dims = type.dims().clone();
      if (i < changing) {
        dims[0] = rows;
      }
      values.put(parameter, builder.parameter("x", TensorType.of(type.dtype(), dims)));
    }
    for (Node node : body.nodes()) {
      if (node.op() instanceof Leaf.Parameter) {
        continue;
      }
      List<Value> inputs = node.inputs().stream().map(values::get).toList();
      Op op = node.op();
      if (op instanceof Shaping.Slice slice) {
        List<Long> limits = new ArrayList<>(slice.limits());
        // Of an operand without rows nothing is changed.
        if (inputs.get(0).type().dim(0) != node.input(0).type().dim(0)) {
          limits.set(0, rows);
        }
        op = new Shaping.Slice(slice.starts(), limits, slice.strides());
      }
      Op resized = op;
      List<Value> made = builder.within(node.scope(), () -> builder.addAll(resized, inputs));
      for (int i = 0; i < made.size(); i++) {
        values.put(node.outputs().get(i), made.get(i));
      }
    }
    return builder.build(body.outputs().stream().map(values::get).toList());
  }
}
