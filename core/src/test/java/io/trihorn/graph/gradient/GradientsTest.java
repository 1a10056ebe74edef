package io.trihorn.graph.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The form of what the driver makes; the numbers are checked elsewhere. */
class GradientsTest {
  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);

  private Value input(String name, long... dims) {
    return b.parameter(name, TensorType.of(DataType.FLOAT64, dims));
  }

  private Value total(Value x) {
    List<Integer> axes = IntStream.range(0, x.type().rank()).boxed().toList();
    return p.sum(x, axes, false);
  }

  private static long count(Graph graph, Class<? extends Op> kind) {
    return graph.nodes().stream().filter(n -> kind.isInstance(n.op())).count();
  }

  @Test
  void everyPrimitiveHasARule() {
    Set<Class<? extends Op>> expected = new HashSet<>(ShapeRules.primitives());
    expected.removeIf(Leaf.class::isAssignableFrom);
    assertEquals(expected, VjpRules.TABLE.kinds());
  }

  @Test
  void sumsUpUsesAndUndoesBroadcasting() {
    Value x = input("x", 2, 3);
    Value w = input("w", 3);
    Value loss = total(p.add(p.mul(x, w), w));
    Value dw = Gradients.of(b, loss, List.of(w)).get(0);
    assertEquals(
        """
        %0: float64[2,3] = parameter x()
        %1: float64[3] = parameter w()
        %5: float64[] = constant float64[]{1.0}()
        %6: float64[1,1] = reshape {shape=(1, 1)}(%5)
        %7: float64[2,3] = broadcast {shape=(2, 3)}(%6)
        %8: float64[3] = reduce_sum {kind=SUM, axes=[0], keepDims=false}(%7)
        %9: float64[2,3] = mul(%7, %0)
        %10: float64[3] = reduce_sum {kind=SUM, axes=[0], keepDims=false}(%9)
        %11: float64[3] = add(%8, %10)
        return %11
        """,
        b.build(List.of(dw)).toString());
  }

  @Test
  void givesNullWhereNothingDepends() {
    Value x = input("x", 3);
    Value other = input("other", 3);
    Value index = b.parameter("index", TensorType.of(DataType.INT32, 2));
    Value loss =
        total(p.add(p.gather(x, index, 0), p.unary(UnaryKind.ROUND, p.slice(other, 0, 0, 2))));
    List<Value> gradients = Gradients.of(b, loss, List.of(x, other, index));
    assertNotNull(gradients.get(0));
    assertNull(gradients.get(1));
    assertNull(gradients.get(2));
  }

  @Test
  void differentiatesWithRespectToInnerValues() {
    Value x = input("x", 3);
    Value y = p.square(x);
    Value loss = total(p.mul(y, x));
    List<Value> gradients = Gradients.of(b, loss, List.of(x, y, loss));
    assertEquals(x.type(), gradients.get(0).type());
    // The gradient of the inner value is the other factor, unchanged by what x is.
    Graph graph = b.build(List.of(gradients.get(1)));
    assertEquals(
        Set.of("parameter", "constant", "reshape", "broadcast", "mul"),
        new HashSet<>(graph.nodes().stream().map(n -> n.op().label()).toList()));
    assertEquals(1.0, ((Leaf.Constant) gradients.get(2).op()).value().getDouble(0));
  }

  @Test
  void makesNoInputGradientForTheFirstConvolution() {
    Value image = input("image", 2, 8, 8, 3);
    Linear.ConvSpec spec =
        new Linear.ConvSpec(
            List.of(1, 1), List.of(0, 0), List.of(0, 0), List.of(1, 1), 1, Layout.CHANNELS_LAST);
    Value k1 = input("k1", 3, 3, 3, 4);
    Value k2 = input("k2", 3, 3, 4, 5);
    Value y = b.add(new Linear.Conv(spec), b.add(new Linear.Conv(spec), image, k1), k2);
    b.build(Gradients.of(b, total(y), List.of(k1, k2)));
    Graph all = b.build(Gradients.of(b, total(y), List.of(k1, k2)));
    assertEquals(1, count(all, Linear.ConvInputGradient.class));
    assertEquals(2, count(all, Linear.ConvKernelGradient.class));
  }

  private record Cubed(boolean ownGradient) implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      Primitives in = new Primitives(builder);
      return List.of(in.mul(in.square(inputs.get(0)), inputs.get(0)));
    }

    @Override
    public Optional<List<Value>> gradient(
        GraphBuilder builder, Node node, List<Value> outputGradients) {
      Primitives in = new Primitives(builder);
      return ownGradient
          ? Optional.of(List.of(in.mul(outputGradients.get(0), 7)))
          : Optional.empty();
    }
  }

  @Test
  void keepsCompositesWithTheirOwnGradient() {
    Value x = input("x", 3);
    Value loss = total(b.add(new Cubed(true), x));
    Value dx = Gradients.of(b, loss, List.of(x)).get(0);
    Graph graph = b.build(List.of(loss, dx));
    assertEquals(1, count(graph, Cubed.class));
  }

  @Test
  void expandsOtherCompositesForGoodAndOnlyOnThePath() {
    Value x = input("x", 3);
    Value aside = b.add(new Cubed(false), input("aside", 3));
    Value cubed = b.add(new Cubed(false), b.add(new Cubed(false), x));
    Value loss = total(p.add(cubed, aside));
    Value dx = Gradients.of(b, loss, List.of(x)).get(0);
    assertEquals(1, count(b.build(List.of(loss, dx)), Cubed.class), "the one aside");
    int size = b.build(List.of(loss, dx)).nodes().size();
    // Again: the expansion is there already and is differentiated as it stands.
    Value again = Gradients.of(b, loss, List.of(x)).get(0);
    assertEquals(dx.type(), again.type());
    Graph both = b.build(List.of(loss, dx, again));
    assertEquals(1, count(both, Cubed.class));
    assertTrue(both.nodes().size() < 2 * size);
  }

  private record Product() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return List.of(new Primitives(builder).mul(inputs.get(0), inputs.get(1)));
    }
  }

  @Test
  void anOperandThatACompositeTakesTwiceCountsNotFourTimes() {
    Value x = input("x", 3);
    Value y = p.square(x);
    Value loss = total(b.add(new Product(), y, y));
    List<Value> made = Gradients.of(b, loss, List.of(x, y));
    TensorData given = TensorData.of(new double[] {1, 2, 3}, 3);
    List<TensorData> gradients = Evaluate.graph(b.build(made), List.of(given));
    assertArrayEquals(new double[] {4, 32, 108}, gradients.get(0).toDoubleArray());
    assertArrayEquals(new double[] {2, 8, 18}, gradients.get(1).toDoubleArray());
  }

  private record Identity() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return inputs;
    }
  }

  private record Stop() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return inputs;
    }

    @Override
    public Optional<List<Value>> gradient(
        GraphBuilder builder, Node node, List<Value> outputGradients) {
      return Optional.of(Arrays.asList((Value) null));
    }
  }

  @Test
  void compositesMayGiveBackTheirInputsOrStopGradients() {
    Value x = input("x", 3);
    Value same = b.add(new Identity(), x);
    Value loss = total(p.mul(same, b.add(new Stop(), x)));
    List<Value> gradients = Gradients.of(b, loss, List.of(x, same));
    assertNotNull(gradients.get(0));
    assertEquals(gradients.get(0), gradients.get(1));
    assertNull(Gradients.of(b, total(b.add(new Stop(), x)), List.of(x)).get(0));
  }

  /** {@code h' = tanh(x w + h u)}, every {@code h} given. */
  private Value recurrent(Value x, Value h, Value w, Value u) {
    GraphBuilder body = new GraphBuilder();
    Primitives in = new Primitives(body);
    Value bh = body.parameter("h", h.type());
    Value bx = body.parameter("x", x.type().withShape(x.type().dim(1), x.type().dim(2)));
    Value bw = body.parameter("w", w.type());
    Value bu = body.parameter("u", u.type());
    Value sum = in.add(in.matmul(bx, bw, false, false), in.matmul(bh, bu, false, false));
    Value next = in.unary(UnaryKind.TANH, sum);
    Graph graph = body.build(List.of(next, next));
    Control.Scan scan = new Control.Scan(graph, 1, 1, (int) x.type().dim(0), false);
    return b.addAll(scan, List.of(h, x, w, u)).get(1);
  }

  @Test
  void aLoopGivesWhatItsGradientNeedsAndNoMore() {
    Value x = input("x", 5, 2, 3);
    Value w = input("w", 3, 4);
    Value u = input("u", 4, 4);
    Value hs = recurrent(x, input("h", 2, 4), w, u);
    Value loss = total(hs);
    List<Value> gradients = Gradients.of(b, loss, List.of(w, u));
    Graph graph = b.build(List.of(loss, gradients.get(0), gradients.get(1)));
    List<Node> scans = graph.nodes().stream().filter(n -> n.op() instanceof Control.Scan).toList();
    assertEquals(2, scans.size(), "the first loop is replaced");
    Control.Scan forward = (Control.Scan) scans.get(0).op();
    assertEquals(3, forward.body().outputs().size(), "only the state before is added");
    assertFalse(forward.reverse());
    Control.Scan backward = (Control.Scan) scans.get(1).op();
    assertTrue(backward.reverse());
    assertEquals(1, backward.carries(), "the gradient of the state; no sums for w and u");
    assertEquals(2, backward.sequences(), "gradients and states after");
    assertEquals(2, backward.body().outputs().size(), "the state's gradient, the product's");
    // Those of w and u are one product each over all steps.
    assertEquals(10, gradients.get(1).node().input(0).type().dim(0));
    assertEquals(new Linear.MatMul(true, false), gradients.get(0).op());
  }

  /** A loop whose body is made of a carry, a slice and an invariant. */
  private List<Value> loop(
      Value h, Value x, Value w, BiFunction<Primitives, List<Value>, List<Value>> step) {
    GraphBuilder body = new GraphBuilder();
    TensorType slice = x.type().withShape(Arrays.copyOfRange(x.type().dims(), 1, x.type().rank()));
    List<Value> in =
        List.of(
            body.parameter("h", h.type()),
            body.parameter("x", slice),
            body.parameter("w", w.type()));
    Graph graph = body.build(step.apply(new Primitives(body), in));
    Control.Scan scan = new Control.Scan(graph, 1, 1, (int) x.type().dim(0), false);
    return b.addAll(scan, List.of(h, x, w));
  }

  private static Control.Scan last(Graph graph) {
    return (Control.Scan)
        graph.nodes().stream()
            .map(Node::op)
            .filter(Control.Scan.class::isInstance)
            .reduce((first, second) -> second)
            .orElseThrow();
  }

  @Test
  void aBiasIsSummedUpAfterTheLoopLikeTheProductThatGoesWithIt() {
    Value h = input("h", 2, 3);
    Value bias = input("bias", 3);
    Value x = input("x", 5, 3, 3);
    Value hs =
        loop(
                h,
                x,
                bias,
                (q, in) -> {
                  Value next =
                      q.unary(
                          UnaryKind.TANH,
                          q.add(q.matmul(in.get(0), in.get(1), false, false), in.get(2)));
                  return List.of(next, next);
                })
            .get(1);
    // Here the product's other factor is a sequence, so that there is nothing to sum up with.
    Value alone = Gradients.of(b, total(hs), List.of(bias)).get(0);
    assertEquals(2, last(b.build(List.of(alone))).carries(), "the state's and the bias's");

    GraphBuilder body = new GraphBuilder();
    Primitives q = new Primitives(body);
    Value state = body.parameter("h", h.type());
    Value slice = body.parameter("x", TensorType.of(DataType.FLOAT64, 2, 3));
    Value kernel = body.parameter("w", TensorType.of(DataType.FLOAT64, 3, 3));
    Value added = body.parameter("b", bias.type());
    Value sum = q.add(q.add(q.matmul(state, kernel, false, false), slice), added);
    Value next = q.unary(UnaryKind.TANH, sum);
    Control.Scan scan = new Control.Scan(body.build(List.of(next, next)), 1, 1, 5, false);
    Value w = input("w", 3, 3);
    Value outputs = b.addAll(scan, List.of(h, input("xs", 5, 2, 3), w, bias)).get(1);
    List<Value> both = Gradients.of(b, total(outputs), List.of(w, bias));
    assertEquals(1, last(b.build(both)).carries(), "the state's alone");
    assertEquals("reduce_sum", both.get(1).op().label());
  }

  @Test
  void whatOnlyRepeatsStepsIsNotKeptTwice() {
    Value h = input("h", 2);
    Value x = input("x", 5, 2);
    Value w = input("w", 2);
    List<Value> made =
        loop(
            h,
            x,
            w,
            (q, in) -> {
              Value sum = q.add(in.get(0), in.get(1));
              Value next = q.mul(q.unary(UnaryKind.SIN, sum), in.get(2));
              return List.of(next, next);
            });
    Value dx = Gradients.of(b, total(made.get(1)), List.of(x)).get(0);
    Control.Scan backward = last(b.build(List.of(dx)));
    assertEquals(2, backward.sequences(), "gradients, and the sum, which the loop has anyway");
  }

  @Test
  void operandsThatALoopIgnoresHaveNoGradient() {
    Value h = input("h", 2);
    Value x = input("x", 5, 2);
    Value w = input("w", 2);
    List<Value> ignoring = loop(h, x, w, (q, in) -> List.of(q.square(in.get(0)), q.neg(in.get(0))));
    List<Value> gradients = Gradients.of(b, total(ignoring.get(1)), List.of(h, x, w));
    assertNotNull(gradients.get(0));
    assertNull(gradients.get(1));
    assertNull(gradients.get(2));
  }

  @Test
  void saysWhatIsWrong() {
    Value x = input("x", 3);
    ShapeException e = assertThrows(ShapeException.class, () -> Gradients.of(b, x, List.of(x)));
    assertEquals("a loss is a floating scalar, but this is float64[3]", e.getMessage());
    assertThrows(
        ShapeException.class, () -> Gradients.of(b, List.of(x), List.of(total(x)), List.of(x)));
    Value whole = b.parameter("n", TensorType.of(DataType.INT32, 3));
    e =
        assertThrows(
            ShapeException.class,
            () -> Gradients.of(b, List.of(x, whole), List.of(x, whole), List.of(x)));
    assertEquals(
        "outputs to differentiate are floating and have cotangents of their types, but these are"
            + " [float64[3], int32[3]] with [float64[3], int32[3]]",
        e.getMessage());
  }
}
