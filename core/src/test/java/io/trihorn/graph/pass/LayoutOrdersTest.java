package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which op moves to which layout, and which order operands that are held differently get. */
class LayoutOrdersTest {
  private static final TensorType IMAGE = TensorType.of(DataType.FLOAT64, 2, 4, 5, 3);

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);

  private static Linear.ConvSpec conv(Layout layout) {
    return new Linear.ConvSpec(
        List.of(1, 1), List.of(1, 1), List.of(1, 1), List.of(1, 1), 1, layout);
  }

  private static Pooling.PoolSpec pool(Layout layout) {
    return new Pooling.PoolSpec(List.of(2, 3), List.of(1, 2), List.of(1, 0), List.of(0, 1), layout);
  }

  private static TensorData numbers(TensorType type) {
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, Math.sin(1 + i * i));
    }
    return data;
  }

  private Value constant(TensorType type) {
    return b.constant(numbers(type));
  }

  private Value parameter() {
    return b.parameter("x", IMAGE);
  }

  /** A convolution that keeps the shape, written for channels last. */
  private Value conv(Value x) {
    return b.add(
        new Linear.Conv(conv(Layout.CHANNELS_LAST)),
        x,
        constant(TensorType.of(DataType.FLOAT64, 3, 3, 3, 3)));
  }

  private static long transposes(Graph graph) {
    return graph.nodes().stream().filter(n -> n.op() instanceof Shaping.Transpose).count();
  }

  /** Channels first of a graph, whose values it holds to those of the graph. */
  private static Graph moved(Graph graph, Layout wanted) {
    Graph result = new LayoutAssignment(wanted).apply(graph);
    GraphVerifier.check(result);
    List<TensorData> feeds =
        graph.parameterTypes().stream().map(LayoutOrdersTest::numbers).toList();
    List<TensorData> expected = Evaluate.graph(graph, feeds);
    List<TensorData> actual = Evaluate.graph(result, feeds);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).type(), actual.get(i).type());
      for (long k = 0; k < expected.get(i).size(); k++) {
        assertEquals(expected.get(i).getDouble(k), actual.get(i).getDouble(k), 1e-12);
      }
    }
    return result;
  }

  private void transposesLeft(long expected, Value output) {
    Graph graph = moved(b.build(List.of(output)), Layout.CHANNELS_FIRST);
    assertEquals(expected, transposes(graph), graph::toString);
  }

  /** Every op that has a layout, each on operands of its own. */
  private List<Value> all(Layout layout) {
    boolean last = layout == Layout.CHANNELS_LAST;
    TensorType image = last ? IMAGE : IMAGE.withShape(2, 3, 4, 5);
    Value x = b.parameter("x", image);
    Value kernel = constant(TensorType.of(DataType.FLOAT64, 3, 3, 3, 3));
    Value largest = b.add(new Pooling.MaxPool(pool(layout)), x);
    Value mean = b.add(new Pooling.AveragePool(pool(layout)), x);
    Shape shape = image.shape();
    return List.of(
        b.add(new Linear.Conv(conv(layout)), x, kernel),
        b.add(new Linear.ConvInputGradient(conv(layout), shape), constant(image), kernel),
        b.add(
            new Linear.ConvKernelGradient(conv(layout), kernel.type().shape()), x, constant(image)),
        largest,
        b.add(new Pooling.MaxPoolGradient(pool(layout)), x, largest, constant(largest.type())),
        mean,
        b.add(new Pooling.AveragePoolGradient(pool(layout), shape), constant(mean.type())));
  }

  private static List<Layout> layouts(Graph graph) {
    return graph.nodes().stream()
        .map(Node::op)
        .map(IslandRule::layoutOf)
        .filter(Objects::nonNull)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void everyOpMovesByItself(Layout wanted) {
    Layout other = wanted == Layout.CHANNELS_LAST ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
    for (Value y : all(other)) {
      Graph graph = b.build(List.of(y));
      assertTrue(layouts(graph).contains(other), graph::toString);
      Graph result = moved(graph, wanted);
      assertTrue(layouts(result).stream().allMatch(wanted::equals), result::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void whatStandsRightStaysBesideWhatMoves(Layout wanted) {
    Layout other = wanted == Layout.CHANNELS_LAST ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
    List<Value> outputs = new ArrayList<>(all(wanted));
    Graph right = b.build(outputs);
    assertSame(right, new LayoutAssignment(wanted).apply(right));
    outputs.add(all(other).get(0));
    Graph result = moved(b.build(outputs), wanted);
    assertTrue(layouts(result).stream().allMatch(wanted::equals), result::toString);
    assertEquals(2, transposes(result), "around the one that moved");
  }

  @Test
  void ofTwoOrdersTheIslandsIsTaken() {
    // The parameter of the convolution, the other one, and the sum at the end.
    transposesLeft(3, conv(p.add(conv(parameter()), parameter())));
  }

  @Test
  void theOrderOfTheMostIsTaken() {
    // The island's value is moved to the two plain ones.
    transposesLeft(2, p.concat(List.of(conv(parameter()), parameter(), parameter()), 1));
    // And two of the island keep it, with the plain one moved to them.
    transposesLeft(4, p.concat(List.of(conv(parameter()), conv(parameter()), parameter()), 1));
  }

  @Test
  void whatIsTransposedAlreadyCostsNothing() {
    Value x = parameter();
    transposesLeft(3, p.concat(List.of(conv(x), x, parameter()), 1));
  }

  @Test
  void repetitionIsTransposedBeforeItIsMade() {
    Shape shape = IMAGE.shape();
    Value row = constant(TensorType.of(DataType.FLOAT64, 3));
    transposesLeft(
        3, p.concat(List.of(conv(parameter()), parameter(), p.broadcast(row, shape)), 1));
    Value channels = constant(TensorType.of(DataType.FLOAT64, 1, 1, 1, 3));
    transposesLeft(
        3, p.concat(List.of(conv(parameter()), parameter(), p.broadcast(channels, shape)), 1));
  }

  @Test
  void repetitionOfWhatMovesCosts() {
    Shape shape = IMAGE.shape();
    for (TensorType small :
        List.of(IMAGE.withShape(5, 3), IMAGE.withShape(1, 1, 5, 3), IMAGE.withShape(4, 5, 3))) {
      Value plane = p.broadcast(constant(small), shape);
      transposesLeft(2, p.concat(List.of(conv(parameter()), parameter(), plane), 1));
    }
  }

  @Test
  void smallOperandsAreMovedToTheIsland() {
    Value y = conv(parameter());
    // A row of channels is reshaped, a plane of columns and channels transposed.
    transposesLeft(2, p.mul(y, constant(TensorType.of(DataType.FLOAT64, 3))));
    transposesLeft(3, p.mul(y, constant(TensorType.of(DataType.FLOAT64, 5, 3))));
    transposesLeft(2, p.mul(y, b.scalar(DataType.FLOAT64, 3)));
  }

  /** {@code x + y}, which has a form for any order, or none. */
  private record Sum(boolean any) implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return List.of(new Primitives(builder).add(inputs.get(0), inputs.get(1)));
    }

    @Override
    public Optional<Composite> permuted(List<Integer> permutation) {
      return any ? Optional.of(this) : Optional.empty();
    }
  }

  private static Graph expanded(Graph graph) {
    return new Decompose((op, types) -> false).apply(graph);
  }

  private void compositeLeaves(long transposes, Value output) {
    Graph graph = b.build(List.of(output));
    Graph result = new LayoutAssignment(Layout.CHANNELS_FIRST).apply(graph);
    GraphVerifier.check(result);
    assertEquals(transposes, transposes(result), result::toString);
    List<TensorData> feeds =
        graph.parameterTypes().stream().map(LayoutOrdersTest::numbers).toList();
    double[] expected = Evaluate.graph(expanded(graph), feeds).get(0).toDoubleArray();
    double[] actual = Evaluate.graph(expanded(result), feeds).get(0).toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-12);
    }
  }

  @Test
  void compositesTakeTheOrderOfTheIsland() {
    // The plain operand, wherever it stands, is moved; the result stays in the island.
    compositeLeaves(3, conv(b.add(new Sum(true), parameter(), conv(parameter()))));
    compositeLeaves(3, conv(b.add(new Sum(true), conv(parameter()), parameter())));
  }

  @Test
  void compositesWithoutAFormForItAreAShore() {
    compositeLeaves(4, conv(b.add(new Sum(false), conv(parameter()), parameter())));
  }

  private record Seen(List<List<Integer>> orders) implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return inputs;
    }

    @Override
    public Optional<Composite> permuted(List<Integer> permutation) {
      orders.add(permutation);
      return Optional.of(this);
    }
  }

  @Test
  void compositesOnPlainOperandsAreNotAsked() {
    List<List<Integer>> orders = new ArrayList<>();
    compositeLeaves(2, conv(b.add(new Seen(orders), parameter())));
    assertEquals(List.of(), orders);
    compositeLeaves(2, conv(b.add(new Seen(orders), conv(parameter()))));
    assertEquals(List.of(List.of(0, 3, 1, 2)), orders);
  }

  @Test
  void opsWithoutALayoutHaveNone() {
    Stream<Op> ops = Stream.of(new Shaping.Concat(0), new Linear.MatMul(false, false));
    assertTrue(ops.map(IslandRule::layoutOf).allMatch(Objects::isNull));
  }
}
