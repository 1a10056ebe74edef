package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** Loops. */
final class ScanCases {
  private static final TensorType STATE = TensorType.of(DataType.FLOAT32, 2, 3);

  private ScanCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("scan");
    for (boolean reverse : new boolean[] {false, true}) {
      String way = reverse ? " reverse" : " forward";
      list.add("recurrent cell" + way, c -> recurrent(c, 6, reverse));
      list.add("one step" + way, c -> recurrent(c, 1, reverse));
      list.add("400 steps" + way, c -> recurrent(c, 400, reverse));
      list.add("two carries, three sequences" + way, c -> several(c, reverse));
      list.add("no carry" + way, c -> mapping(c, reverse));
      list.add("nested" + way, c -> nested(c, reverse));
    }
    list.add("no sequence", ScanCases::counting);
    list.add("only carries", ScanCases::onlyCarries);
    list.add("carries exchanged", ScanCases::exchanged);
    list.add("parameters and constants as results", ScanCases::passedOn);
    list.add("integers and booleans", ScanCases::integers);
    list.add("float64", ScanCases::doubles);
    list.add("two loops, one after the other", ScanCases::chained);
    list.add("results used later", ScanCases::usedLater);
    list.add("one sequence twice", ScanCases::sameSequence);
    return list.cases();
  }

  /** A recurrent layer: h = tanh(x w + h u + b), giving h at each step. */
  private static List<Value> layer(CaseBuilder c, Value inputs, int length, boolean reverse) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value h = b.parameter("h", STATE);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2, 4));
    Value w = b.parameter("w", TensorType.of(DataType.FLOAT32, 4, 3));
    Value u = b.parameter("u", TensorType.of(DataType.FLOAT32, 3, 3));
    Value bias = b.parameter("b", TensorType.of(DataType.FLOAT32, 3));
    Value sum = ops.add(ops.matmul(x, w, false, false), ops.matmul(h, u, false, false));
    Value next = ops.unary(UnaryKind.TANH, ops.add(sum, bias));
    Graph body = b.build(List.of(next, next));
    Fill small = Fill.uniform(-0.5, 0.5);
    List<Value> operands =
        List.of(
            c.input(DataType.FLOAT32, 2, 3),
            inputs,
            c.input(DataType.FLOAT32, small, 4, 3),
            c.input(DataType.FLOAT32, small, 3, 3),
            c.input(DataType.FLOAT32, small, 3));
    return c.graph().addAll(new Control.Scan(body, 1, 1, length, reverse), operands);
  }

  private static void recurrent(CaseBuilder c, int length, boolean reverse) {
    c.terms(20);
    c.output(layer(c, c.input(DataType.FLOAT32, length, 2, 4), length, reverse));
  }

  private static void chained(CaseBuilder c) {
    c.terms(40);
    Value x = c.input(DataType.FLOAT32, 5, 2, 4);
    Value first = layer(c, x, 5, false).get(1);
    Value wider = c.ops().concat(List.of(first, c.ops().slice(x, 2, 0, 1)), 2);
    c.output(layer(c, wider, 5, true));
  }

  private static void several(CaseBuilder c, boolean reverse) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value total = b.parameter("total", TensorType.of(DataType.FLOAT32));
    Value state = b.parameter("state", STATE);
    Value scale = b.parameter("scale", TensorType.of(DataType.FLOAT32));
    Value step = b.parameter("step", STATE);
    Value row = b.parameter("row", TensorType.of(DataType.FLOAT32, 3));
    Value decay = b.parameter("decay", TensorType.of(DataType.FLOAT32, 1, 3));
    Value nextState = ops.add(ops.mul(state, decay), ops.mul(step, scale));
    Value nextTotal = ops.add(total, ops.sum(ops.mul(nextState, row), List.of(0, 1), false));
    Graph body =
        b.build(List.of(nextTotal, nextState, ops.sum(step, List.of(1), false), nextTotal));
    c.terms(60);
    List<Value> operands =
        List.of(
            c.input(DataType.FLOAT32),
            c.input(DataType.FLOAT32, 2, 3),
            c.input(DataType.FLOAT32, 5),
            c.input(DataType.FLOAT32, 5, 2, 3),
            c.input(DataType.FLOAT32, 5, 3),
            c.input(DataType.FLOAT32, Fill.uniform(0.5, 0.9), 1, 3));
    c.output(c.graph().addAll(new Control.Scan(body, 2, 3, 5, reverse), operands));
  }

  private static void mapping(CaseBuilder c, boolean reverse) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value x = b.parameter("x", STATE);
    Value y = b.parameter("y", STATE);
    Graph body = b.build(List.of(ops.mul(x, y), ops.neg(x)));
    List<Value> operands =
        List.of(c.input(DataType.FLOAT32, 4, 2, 3), c.input(DataType.FLOAT32, 2, 3));
    c.output(c.graph().addAll(new Control.Scan(body, 0, 1, 4, reverse), operands));
  }

  private static Graph running(TensorType type) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value sum = b.parameter("sum", type);
    Value next = ops.add(sum, b.parameter("x", type));
    return b.build(List.of(next, next));
  }

  /** A cumulative sum along each of two axes, the inner loop restarting at each outer step. */
  private static void nested(CaseBuilder c, boolean reverse) {
    TensorType cell = TensorType.of(DataType.FLOAT32, 2);
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value carry = b.parameter("carry", cell);
    Value rows = b.parameter("rows", TensorType.of(DataType.FLOAT32, 3, 2));
    Value factor = b.parameter("factor", cell);
    List<Value> inner =
        b.addAll(
            new Control.Scan(running(cell), 1, 1, 3, !reverse),
            List.of(carry, ops.mul(rows, factor)));
    Graph body = b.build(List.of(ops.mul(inner.get(0), 0.5), inner.get(1)));
    c.terms(12);
    List<Value> operands =
        List.of(
            c.input(DataType.FLOAT32, 2),
            c.input(DataType.FLOAT32, 4, 3, 2),
            c.input(DataType.FLOAT32, 2));
    c.output(c.graph().addAll(new Control.Scan(body, 1, 1, 4, reverse), operands));
  }

  private static void counting(CaseBuilder c) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 3));
    Value next = ops.add(ops.mul(x, 0.5), 1);
    Graph body = b.build(List.of(next, x));
    List<Value> operands = List.of(c.input(DataType.FLOAT32, 3));
    c.output(c.graph().addAll(new Control.Scan(body, 1, 0, 7, false), operands));
  }

  private static void onlyCarries(CaseBuilder c) {
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value x = b.parameter("x", STATE);
    Graph body = b.build(List.of(ops.add(x, b.parameter("y", STATE))));
    List<Value> operands =
        List.of(c.input(DataType.FLOAT32, 2, 3), c.input(DataType.FLOAT32, 6, 2, 3));
    c.output(c.graph().addAll(new Control.Scan(body, 1, 1, 6, true), operands));
  }

  /** The Fibonacci numbers: each new carry is made before either is overwritten. */
  private static void exchanged(CaseBuilder c) {
    TensorType type = TensorType.of(DataType.INT64);
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", type);
    Value y = b.parameter("y", type);
    Graph body = b.build(List.of(y, new Primitives(b).add(x, y), x));
    List<Value> operands =
        List.of(c.graph().scalar(DataType.INT64, 0), c.graph().scalar(DataType.INT64, 1));
    c.output(c.graph().addAll(new Control.Scan(body, 2, 0, 80, false), operands));
  }

  private static void passedOn(CaseBuilder c) {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", STATE);
    Value y = b.parameter("y", STATE);
    Value z = b.parameter("z", STATE);
    b.parameter("unused", TensorType.of(DataType.FLOAT32, 2));
    Value constant = b.scalar(DataType.FLOAT32, 2.5);
    Graph body = b.build(List.of(y, x, y, z, constant));
    List<Value> operands =
        List.of(
            c.input(DataType.FLOAT32, 2, 3),
            c.input(DataType.FLOAT32, 3, 2, 3),
            c.input(DataType.FLOAT32, 2, 3),
            c.input(DataType.FLOAT32, 2));
    c.exact();
    c.output(c.graph().addAll(new Control.Scan(body, 1, 1, 3, false), operands));
  }

  private static void integers(CaseBuilder c) {
    TensorType ints = TensorType.of(DataType.INT32, 3);
    TensorType flags = TensorType.of(DataType.BOOLEAN, 3);
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    Value count = b.parameter("count", ints);
    Value flag = b.parameter("flag", flags);
    Value x = b.parameter("x", ints);
    Value larger = ops.less(count, x);
    Value next = ops.where(larger, ops.add(count, 1), count);
    Graph body = b.build(List.of(next, ops.unary(UnaryKind.NOT, flag), larger));
    List<Value> operands =
        List.of(
            c.input(DataType.INT32, 3),
            c.input(DataType.BOOLEAN, 3),
            c.input(DataType.INT32, 9, 3));
    c.output(c.graph().addAll(new Control.Scan(body, 2, 1, 9, false), operands));
  }

  private static void doubles(CaseBuilder c) {
    TensorType type = TensorType.of(DataType.FLOAT64, 4);
    c.terms(20);
    List<Value> operands = List.of(c.input(DataType.FLOAT64, 4), c.input(DataType.FLOAT64, 20, 4));
    c.output(c.graph().addAll(new Control.Scan(running(type), 1, 1, 20, false), operands));
  }

  private static void usedLater(CaseBuilder c) {
    TensorType type = TensorType.of(DataType.FLOAT32, 4);
    c.terms(100);
    Value x = c.ops().mul(c.input(DataType.FLOAT32, 6, 4), 0.5);
    Value start = c.ops().add(c.input(DataType.FLOAT32, 4), 1);
    List<Value> results =
        c.graph().addAll(new Control.Scan(running(type), 1, 1, 6, false), List.of(start, x));
    Value product = c.ops().matmul(results.get(1), results.get(1), true, false);
    c.output(c.ops().add(product, results.get(0)), c.ops().mul(x, start));
  }

  private static void sameSequence(CaseBuilder c) {
    TensorType type = TensorType.of(DataType.FLOAT32, 3);
    GraphBuilder b = new GraphBuilder();
    Primitives ops = new Primitives(b);
    List<Value> p = new ArrayList<>();
    for (String name : List.of("c", "d", "x", "y")) {
      p.add(b.parameter(name, type));
    }
    Graph body =
        b.build(List.of(ops.add(p.get(0), p.get(2)), ops.mul(p.get(1), 0.5), p.get(3), p.get(2)));
    Value start = c.input(DataType.FLOAT32, 3);
    Value x = c.input(DataType.FLOAT32, 5, 3);
    c.terms(5);
    c.output(new Control.Scan(body, 2, 2, 5, true), start, start, x, x);
  }
}
