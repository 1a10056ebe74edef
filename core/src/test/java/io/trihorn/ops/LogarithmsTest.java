package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.graph.gradient.Gradients;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written plainly is computed so that it stays finite; the plain computation does not. */
class LogarithmsTest {
  private static final float[] ROW = {-200, 0, 200, 1e-9f};

  /** A formula of which the logarithm is taken, and the values in higher precision. */
  record Form(String name, UnaryOperator<Tensor> inside, double[] expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Form> forms() {
    return List.of(
        new Form("softmax", x -> Nn.softmax(x, -1), new double[] {-400, -200, 0, -200}),
        new Form(
            "sigmoid", Nn::sigmoid, new double[] {-200, -Math.log(2), 0, -Math.log(2) + 5e-10}),
        new Form("exp", Ops::exp, new double[] {-200, 0, 200, 1e-9}),
        new Form(
            "1 + exp",
            x -> Ops.add(Ops.exp(x), 1),
            new double[] {0, Math.log(2), 200, Math.log(2) + 5e-10}));
  }

  private static double[] values(UnaryOperator<Tensor> log, Form form) {
    GraphBuilder b = new GraphBuilder();
    Tensor x = Tensor.constant(b, TensorData.of(ROW, 1, ROW.length));
    Value y = log.apply(form.inside().apply(x)).value();
    Value slope = Gradients.of(b, Ops.sum(x.with(y)).value(), List.of(x.value())).get(0);
    return Evaluate.graph(b.build(List.of(y, slope)), List.of()).stream()
        .flatMapToDouble(data -> DoubleStream.of(data.toDoubleArray()))
        .toArray();
  }

  private static boolean finite(double[] values) {
    return DoubleStream.of(values).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void staysFiniteWhereThePlainFormDoesNot(Form form) {
    double[] stable = values(Ops::log, form);
    assertTrue(finite(stable));
    for (int i = 0; i < ROW.length; i++) {
      assertEquals(form.expected()[i], stable[i], 1e-6 * Math.max(1, Math.abs(stable[i])));
    }
    assertFalse(finite(values(y -> Ops.unary(UnaryKind.LOG, y), form)));
  }

  @Test
  void smallNumbersBesideOneAreNotLost() {
    GraphBuilder b = new GraphBuilder();
    Tensor x = Tensor.constant(b, TensorData.of(new float[] {1e-9f}));
    Value after = Ops.log(Ops.add(x, 1)).value();
    Value before = Ops.log(Ops.add(x.scalar(1), x)).value();
    Value plain = Ops.unary(UnaryKind.LOG, Ops.add(x, 1)).value();
    List<TensorData> values = Evaluate.graph(b.build(List.of(after, before, plain)), List.of());
    assertEquals(1e-9, values.get(0).getDouble(0), 1e-15);
    assertEquals(1e-9, values.get(1).getDouble(0), 1e-15);
    assertEquals(0, values.get(2).getDouble(0));
  }
}
