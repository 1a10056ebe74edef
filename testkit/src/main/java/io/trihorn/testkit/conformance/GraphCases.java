package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;

/** What a program may look like, whatever its ops. */
final class GraphCases {
  private GraphCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("graph");
    for (DataType dtype : Dtypes.ALL) {
      list.add("parameters and constants as outputs " + dtype, c -> passedOn(c, dtype));
    }
    list.add("no parameters", GraphCases::noParameters);
    list.add("one value as several outputs", GraphCases::sameOutput);
    list.add("unused parameters", GraphCases::unused);
    list.add("an inner value as output", GraphCases::inner);
    list.add("a long chain", GraphCases::chain);
    list.add("many uses of one value", GraphCases::manyUses);
    list.add("a view as output", GraphCases::views);
    list.add("equal constants of different types", GraphCases::constants);
    list.add("softmax", GraphCases::softmax);
    list.add("normalisation", GraphCases::normalisation);
    return list.cases();
  }

  private static void passedOn(CaseBuilder c, DataType dtype) {
    c.exact();
    Value x = c.input(dtype, 2, 3);
    Value constant =
        c.graph().constant(Fill.tensor(x.type().withShape(3, 2), Fill.of(dtype), c.random()));
    c.output(x, constant, c.graph().scalar(dtype, 1), c.input(dtype), c.input(dtype, 0, 2));
  }

  private static void noParameters(CaseBuilder c) {
    Value x = c.graph().constant(TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    c.output(c.ops().add(x, 1), x, c.ops().matmul(x, x, false, true));
  }

  private static void sameOutput(CaseBuilder c) {
    Value x = c.input(DataType.FLOAT32, 3);
    Value y = c.ops().neg(x);
    c.output(y, x, y, y, x);
  }

  private static void unused(CaseBuilder c) {
    c.input(DataType.FLOAT32, 2);
    Value x = c.input(DataType.FLOAT32, 3);
    c.input(DataType.INT64, 4, 1);
    c.input(DataType.BOOLEAN);
    c.output(c.ops().neg(x));
  }

  private static void inner(CaseBuilder c) {
    Value x = c.input(DataType.FLOAT32, 3, 4);
    Value y = c.ops().unary(UnaryKind.TANH, x);
    Value z = c.ops().mul(y, 2);
    c.output(c.ops().sum(z, List.of(0, 1), false), y, z);
  }

  private static void chain(CaseBuilder c) {
    c.terms(400);
    Value x = c.input(DataType.FLOAT32, 5, 5);
    Value y = x;
    for (int i = 0; i < 200; i++) {
      y = i % 2 == 0 ? c.ops().add(c.ops().mul(y, 0.9), 0.1) : c.ops().sub(y, x);
    }
    c.output(y);
  }

  private static void manyUses(CaseBuilder c) {
    c.terms(200);
    Value x = c.ops().unary(UnaryKind.SIN, c.input(DataType.FLOAT32, 4, 6));
    Value sum = c.ops().mul(x, 0);
    for (int i = 1; i <= 20; i++) {
      sum = c.ops().add(sum, c.ops().mul(x, i));
    }
    c.output(sum, c.ops().neg(x), c.ops().transpose(x, List.of(1, 0)), x);
  }

  private static void views(CaseBuilder c) {
    Value x = c.input(DataType.FLOAT32, 4, 6);
    Value y = c.ops().mul(x, 3);
    c.output(c.ops().slice(x, 0, 1, 3), c.ops().slice(y, 1, 1, 3));
    c.output(c.ops().transpose(y, List.of(1, 0)), c.ops().reshape(y, 2, 12));
    c.output(c.ops().broadcast(c.ops().slice(x, 0, 0, 1), new Shape(3, 6)));
    c.output(c.ops().split(x, 1, List.of(2L, 4L)));
  }

  private static void constants(CaseBuilder c) {
    Value x = c.input(DataType.FLOAT32, 2);
    Value n = c.input(DataType.INT32, 2);
    Value m = c.input(DataType.INT64, 2);
    c.output(c.ops().add(x, 0), c.ops().add(n, 0), c.ops().add(m, 0));
    c.output(c.ops().add(x, 1), c.ops().add(n, 1), c.ops().add(m, 1));
  }

  private static void softmax(CaseBuilder c) {
    c.terms(10);
    Value x = c.input(DataType.FLOAT32, r -> 30 * r.nextGaussian(), 5, 10);
    var ops = c.ops();
    Value max = ops.reduce(Reduction.ReduceKind.MAX, x, List.of(1), true);
    Value e = ops.unary(UnaryKind.EXP, ops.sub(x, max));
    Value sum = ops.sum(e, List.of(1), true);
    c.output(ops.div(e, sum), ops.sub(ops.sub(x, max), ops.unary(UnaryKind.LOG, sum)));
  }

  private static void normalisation(CaseBuilder c) {
    c.terms(60);
    Value x = c.input(DataType.FLOAT32, 4, 5, 3);
    var ops = c.ops();
    var mean = ops.reduce(Reduction.ReduceKind.MEAN, x, List.of(0, 1), true);
    Value centred = ops.sub(x, mean);
    Value variance =
        ops.reduce(Reduction.ReduceKind.MEAN, ops.square(centred), List.of(0, 1), true);
    Value scale = ops.divInto(1, ops.unary(UnaryKind.SQRT, ops.add(variance, 1e-3)));
    c.output(ops.mul(centred, scale), variance);
  }
}
