package io.trihorn.graph.pass;

import static io.trihorn.graph.pass.SimplifyCheck.becomes;
import static io.trihorn.graph.pass.SimplifyCheck.left;
import static io.trihorn.graph.pass.SimplifyCheck.staysAsItIs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.Cast;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What simplification makes of elementwise ops. */
class SimplifyTest {
  @Test
  void neutralElementsGo() {
    becomes("", (p, x) -> p.mul(x.get(0), 1));
    becomes("", (p, x) -> p.mul(p.fullLike(x.get(0), 1), x.get(0)));
    becomes("", (p, x) -> p.div(x.get(0), p.scalarLike(x.get(0), 1)));
    becomes("", (p, x) -> p.sub(x.get(0), p.fullLike(x.get(1), 0)));
    becomes("", (p, x) -> p.add(x.get(0), -0.0));
    becomes("broadcast(2, 3)", (p, x) -> p.mul(x.get(1), p.full(x.get(0).type(), 1)));
    assertEquals("", left(DataType.INT32, (p, x) -> p.add(x.get(0), 0)));
  }

  @Test
  void whatWouldChangeNaNOrZeroStays() {
    staysAsItIs((p, x) -> p.mul(x.get(0), 0));
    staysAsItIs((p, x) -> p.sub(x.get(0), x.get(0)));
    staysAsItIs((p, x) -> p.add(x.get(0), 0.0));
    staysAsItIs((p, x) -> p.div(x.get(0), x.get(0)));
    staysAsItIs((p, x) -> p.cast(p.equal(x.get(0), x.get(0)), DataType.FLOAT32));
    staysAsItIs((p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT16), DataType.FLOAT32));
  }

  @Test
  void negationsGo() {
    becomes("", (p, x) -> p.neg(p.neg(x.get(0))));
    becomes("sub(2, 3)", (p, x) -> p.add(x.get(0), p.neg(x.get(1))));
    becomes("sub(2, 3)", (p, x) -> p.add(p.neg(x.get(1)), x.get(0)));
    becomes("add(2, 3)", (p, x) -> p.sub(x.get(1), p.neg(x.get(0))));
    becomes("abs(2, 3)", (p, x) -> p.unary(UnaryKind.ABS, p.unary(UnaryKind.ABS, x.get(0))));
  }

  @Test
  void castsThroughWiderTypesGo() {
    becomes("", (p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT64), DataType.FLOAT32));
    assertEquals(
        "cast(2, 3)",
        left(DataType.UINT8, (p, x) -> p.cast(p.cast(x.get(0), DataType.INT32), DataType.FLOAT32)));
    assertEquals(
        "cast(2, 3) cast(2, 3)",
        left(
            DataType.INT64,
            (p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT32), DataType.FLOAT64)));
  }

  private static Value integers(Primitives p, Value x) {
    return p.cast(p.unary(UnaryKind.ROUND, p.mul(x, .3)), DataType.INT8);
  }

  /** What is rounded to -0 was 0 as an integer. */
  @Test
  void wholeNumbersNeedNotBecomeIntegers() {
    String rounded = "constant() mul(2, 3) round(2, 3) ";
    becomes(
        rounded + "constant() add(2, 3)",
        (p, x) -> p.cast(integers(p, x.get(0)), DataType.FLOAT32));
    becomes(
        rounded + "constant() add(2, 3) reshape(6)",
        (p, x) -> p.cast(p.reshape(integers(p, x.get(0)), 6), DataType.FLOAT32));
    becomes(
        rounded + "reshape(3, 2) matmul(2, 2) constant() add(2, 2)",
        (p, x) -> {
          Value whole = p.cast(integers(p, x.get(0)), DataType.FLOAT32);
          Value other = p.reshape(whole, 3, 2);
          Value product = p.matmul(whole, other, false, false);
          return p.cast(p.cast(product, DataType.INT32), DataType.FLOAT32);
        });
    staysAsItIs((p, x) -> p.cast(p.cast(x.get(0), DataType.INT32), DataType.FLOAT32));
    staysAsItIs(
        (p, x) ->
            p.cast(
                p.cast(p.matmul(x.get(0), x.get(0), false, true), DataType.INT32),
                DataType.FLOAT32));
    staysAsItIs((p, x) -> p.cast(integers(p, x.get(0)), DataType.FLOAT64));
  }

  @Test
  void repetitionIsLeftToWhoNeedsIt() {
    Shape whole = new Shape(2, 3);
    becomes("add(2, 3)", (p, x) -> p.add(x.get(0), p.broadcast(x.get(1), whole)));
    becomes("add(2, 3)", (p, x) -> p.add(x.get(0), p.broadcast(p.reshape(x.get(1), 1, 3), whole)));
    becomes(
        "exp(3) broadcast(2, 3)", (p, x) -> p.unary(UnaryKind.EXP, p.broadcast(x.get(1), whole)));
    becomes(
        "mul(3) broadcast(2, 3)",
        (p, x) -> p.mul(p.broadcast(x.get(1), whole), p.broadcast(x.get(1), whole)));
    becomes("constant() mul(3) broadcast(2, 3)", (p, x) -> p.mul(p.broadcast(x.get(1), whole), 3));
    becomes(
        "constant() less(2, 3) where(2, 3)",
        (p, x) -> {
          Value zero = p.scalarLike(x.get(0), 0);
          return p.where(
              p.less(zero, x.get(0)), p.broadcast(x.get(1), whole), p.broadcast(zero, whole));
        });
  }

  @Test
  void choicesThatAreNoneGo() {
    becomes("", (p, x) -> p.where(p.less(x.get(0), x.get(1)), x.get(0), x.get(0)));
    becomes(
        "",
        (p, x) ->
            p.where(p.full(TensorType.of(DataType.BOOLEAN, 3), 1), x.get(0), p.neg(x.get(0))));
    becomes("", (p, x) -> p.binary(BinaryKind.MAX, x.get(0), x.get(0)));
  }

  @Test
  void neutralElementsGoFromEitherSide() {
    becomes("", (p, x) -> p.add(p.scalarLike(x.get(0), -0.0), x.get(0)));
    becomes("", (p, x) -> p.binary(BinaryKind.POW, x.get(0), p.scalarLike(x.get(0), 1)));
    assertEquals("", left(DataType.INT32, (p, x) -> p.add(p.scalarLike(x.get(0), 0), x.get(0))));
    for (BinaryKind shift : List.of(BinaryKind.SHIFT_LEFT, BinaryKind.SHIFT_RIGHT)) {
      assertEquals(
          "", left(DataType.INT32, (p, x) -> p.binary(shift, x.get(0), p.scalarLike(x.get(0), 0))));
    }
    // As 0 - x, 1 / x and 1 ** x are not x.
    staysAsItIs((p, x) -> p.subFrom(0, x.get(0)));
    staysAsItIs((p, x) -> p.divInto(1, x.get(0)));
  }

  @Test
  void logicHasNeutralElements() {
    for (BinaryKind kind : List.of(BinaryKind.AND, BinaryKind.OR)) {
      double neutral = kind == BinaryKind.AND ? 1 : 0;
      logic("", (p, x) -> p.binary(kind, x.get(0), x.get(0)));
      logic("", (p, x) -> p.binary(kind, x.get(0), p.scalarLike(x.get(0), neutral)));
      logic("", (p, x) -> p.binary(kind, p.scalarLike(x.get(0), neutral), x.get(0)));
      logic(
          "constant() " + kind.name().toLowerCase(Locale.ROOT) + "(2, 3)",
          (p, x) -> p.binary(kind, x.get(0), p.scalarLike(x.get(0), 1 - neutral)));
      logic(
          "constant() " + kind.name().toLowerCase(Locale.ROOT) + "(2, 3)",
          (p, x) -> p.binary(kind, p.scalarLike(x.get(0), 1 - neutral), x.get(0)));
    }
  }

  private static void logic(String expected, SimplifyCheck.Expression expression) {
    assertEquals(expected, left(DataType.BOOLEAN, expression));
  }

  @Test
  void onlyConstantsOfOneNumberAreNeutral() {
    staysAsItIs((p, x) -> p.mul(x.get(0), constant(p, 1, 1, 2)));
    becomes("", (p, x) -> p.mul(x.get(0), constant(p, 1, 1, 1)));
    becomes("", (p, x) -> p.mul(x.get(0), p.reshape(constant(p, 1, 1, 1), 1, 3)));
    staysAsItIs((p, x) -> p.where(condition(p, true, false, true), x.get(0), p.neg(x.get(0))));
    // Empty ones are of no number, and large ones are not looked through.
    assertNull(Splats.of(ones(0)));
    assertEquals(1.0, Splats.of(ones(1 << 14)));
    assertNull(Splats.of(ones((1 << 14) + 1)));
  }

  private static Value constant(Primitives p, float... values) {
    return p.builder().constant(TensorData.of(values, values.length));
  }

  private static Value condition(Primitives p, boolean... values) {
    return p.builder().constant(TensorData.of(values, values.length));
  }

  private static Value ones(long count) {
    return new GraphBuilder().constant(TensorData.full(TensorType.of(DataType.INT8, count), 1));
  }

  @Test
  void castsToTheSameTypeGo() {
    becomes("", (p, x) -> p.builder().add(new Cast(DataType.FLOAT32), x.get(0)));
    becomes(
        "cast(3) broadcast(2, 3)",
        (p, x) -> p.cast(p.broadcast(x.get(1), new Shape(2, 3)), DataType.FLOAT16));
  }

  @Test
  void repetitionStaysWhereItGivesTheShape() {
    Shape whole = new Shape(2, 3);
    becomes("add(2, 3)", (p, x) -> p.add(p.broadcast(x.get(1), whole), x.get(0)));
    Shape one = new Shape(1, 1);
    staysAsItIs((p, x) -> p.add(p.broadcast(x.get(2), one), x.get(2)));
    staysAsItIs((p, x) -> p.add(x.get(2), p.broadcast(x.get(2), one)));
    becomes("add(1, 1)", (p, x) -> p.add(p.broadcast(x.get(2), one), x.get(3)));
    // A reshape that does more than add axes in front is no repetition.
    becomes(
        "reshape(3, 2, 1) add(3, 2, 1) broadcast(3, 2, 4)",
        (p, x) -> p.add(p.broadcast(p.reshape(x.get(0), 3, 2, 1), new Shape(3, 2, 4)), x.get(2)));
    staysAsItIs((p, x) -> p.add(p.reshape(x.get(1), 3, 1), x.get(2)));
  }

  @Test
  void choicesRepeatByThemselves() {
    Shape whole = new Shape(2, 3);
    becomes(
        "less(3) where(2, 3)",
        (p, x) -> {
          Value c = p.broadcast(p.less(x.get(1), x.get(2)), whole);
          return p.where(c, x.get(0), x.get(1));
        });
    // Where all are small, one has to give the shape.
    becomes(
        "less(3) broadcast(2, 3) where(2, 3)",
        (p, x) -> p.where(p.less(x.get(1), x.get(2)), p.broadcast(x.get(1), whole), x.get(2)));
    becomes(
        "less(3) broadcast(2, 3) where(2, 3)",
        (p, x) -> p.where(p.less(x.get(1), x.get(2)), x.get(2), p.broadcast(x.get(1), whole)));
    becomes(
        "less(3) broadcast(2, 3) where(2, 3)",
        (p, x) -> p.where(p.broadcast(p.less(x.get(1), x.get(2)), whole), x.get(1), x.get(2)));
    staysAsItIs((p, x) -> p.where(p.less(x.get(0), x.get(1)), x.get(0), x.get(1)));
  }

  @Test
  void aNegatedConditionChangesTheChoices() {
    becomes(
        "less(2, 3) where(2, 3)",
        (p, x) -> p.where(p.unary(UnaryKind.NOT, p.less(x.get(0), x.get(1))), x.get(0), x.get(1)));
    becomes(
        "",
        (p, x) ->
            p.where(p.full(TensorType.of(DataType.BOOLEAN, 3), 0), p.neg(x.get(0)), x.get(0)));
  }
}
