package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Axes;
import io.trihorn.graph.AxisRules;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Loop bodies in which each row, an index along the leading axis of what changes from step to step,
 * depends only on the same row: threads can then each run the whole loop on some of the rows.
 */
public final class RowWise {
  private final Graph body;
  private final long rows;
  private final Set<Value> split = new HashSet<>();

  private RowWise(Graph body, long rows) {
    this.body = body;
    this.rows = rows;
  }

  /** Whether the rows of a node's operands and results, and nothing else, belong together. */
  private static boolean worksByRows(Node node, List<Boolean> rows) {
    if (node.op() instanceof Composite) {
      return false;
    }
    Axes axes = AxisRules.of(node.op(), node.inputTypes());
    char letter = axes.letter(rows.indexOf(true), 0);
    return letter != Axes.OWN
        && axes.results().stream().allMatch(result -> result.indexOf(letter) == 0)
        && IntStream.range(0, rows.size())
            .allMatch(i -> axes.axis(i, letter) == (rows.get(i) ? 0 : -1));
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
    if (!split.stream().allMatch(v -> hasRows(v.type()))) {
      return false;
    }
    for (Node node : body.nodes()) {
      List<Boolean> has = node.inputs().stream().map(split::contains).toList();
      if (has.contains(true)) {
        if (!worksByRows(node, has)) {
          return false;
        }
        split.addAll(node.outputs());
      }
    }
    return split.containsAll(body.outputs());
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
      Op op = resized(node, inputs, rows);
      List<Value> made = builder.within(node.scope(), () -> builder.addAll(op, inputs));
      for (int i = 0; i < made.size(); i++) {
        values.put(node.outputs().get(i), made.get(i));
      }
    }
    return builder.build(body.outputs().stream().map(values::get).toList());
  }

  /** A node's op for other rows, if an operand has them. */
  private static Op resized(Node node, List<Value> inputs, long rows) {
    if (inputs.stream().map(Value::type).toList().equals(node.inputTypes())) {
      return node.op();
    }
    long[] dims = node.outputTypes().get(0).dims();
    dims[0] = rows;
    return AxisRules.of(node.op(), node.inputTypes()).sized().apply(new Shape(dims));
  }
}
