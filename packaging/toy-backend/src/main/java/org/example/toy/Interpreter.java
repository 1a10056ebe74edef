package org.example.toy;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A graph and a kernel for each of its nodes. Keeps nothing between runs. */
final class Interpreter {
  private static final OpTable<Node, Kernel> TABLE = new OpTable<>("kernel in the toy backend");

  static {
    TABLE.on(Leaf.Constant.class, (op, node) -> in -> List.of(op.value()));
    TABLE.on(Control.Scan.class, (op, node) -> Interpreter.loop(op, node));
    Elements.addTo(TABLE);
    Lines.addTo(TABLE);
    Moves.addTo(TABLE);
    Products.addTo(TABLE);
    Pools.addTo(TABLE);
  }

  private final Graph graph;
  private final List<Value> results;
  private final Map<Node, Kernel> kernels = new LinkedHashMap<>();

  Interpreter(Graph graph, List<Value> results) {
    this.graph = graph;
    this.results = results;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Composite composite) {
        kernels.put(node, decomposed(composite, node));
      } else if (!(node.op() instanceof Leaf.Parameter || node.op() instanceof Leaf.Read)) {
        kernels.put(node, TABLE.apply(node.op(), node));
      }
    }
  }

  List<TensorData> run(List<TensorData> arguments, Function<Variable, TensorData> variables) {
    Map<Value, TensorData> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(graph.parameters().get(i), arguments.get(i));
    }
    graph.reads().forEach((variable, value) -> values.put(value, variables.apply(variable)));
    kernels.forEach(
        (node, kernel) -> {
          List<TensorData> made = kernel.run(node.inputs().stream().map(values::get).toList());
          for (int i = 0; i < made.size(); i++) {
            values.put(node.outputs().get(i), made.get(i));
          }
        });
    return results.stream().map(values::get).toList();
  }

  private static Kernel decomposed(Composite composite, Node node) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> parameters =
        node.inputTypes().stream().map(type -> builder.parameter("x", type)).toList();
    List<Value> results = composite.decompose(builder, parameters);
    Interpreter inner = new Interpreter(builder.build(results), results);
    return in -> inner.run(in, variable -> null);
  }

  private static Kernel loop(Control.Scan op, Node node) {
    Interpreter body = new Interpreter(op.body(), op.body().outputs());
    int carries = op.carries();
    int invariants = carries + op.sequences();
    return in -> {
      List<TensorData> results = new ArrayList<>(in.subList(0, carries));
      node.outputTypes().stream()
          .skip(carries)
          .forEach(type -> results.add(TensorData.zeros(type)));
      for (int step = 0; step < op.length(); step++) {
        int at = op.reverse() ? op.length() - 1 - step : step;
        List<TensorData> arguments = new ArrayList<>(results.subList(0, carries));
        in.subList(carries, invariants).forEach(sequence -> arguments.add(row(sequence, at)));
        arguments.addAll(in.subList(invariants, in.size()));
        List<TensorData> made = body.run(arguments, variable -> null);
        for (int i = 0; i < made.size(); i++) {
          if (i < carries) {
            results.set(i, made.get(i));
          } else {
            row(results.get(i), at).copyFrom(made.get(i));
          }
        }
      }
      return results;
    };
  }

  /** A row without its first axis, of the same memory. */
  private static TensorData row(TensorData rows, int at) {
    long[] dims = rows.type().dims();
    long[] rest = Arrays.copyOfRange(dims, 1, dims.length);
    return rows.rows(at, 1).reshape(rest);
  }
}
