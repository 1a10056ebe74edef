package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EmptyTensorsTest {
  private static Value input(Primitives p, DataType dtype, long... dims) {
    return p.builder().parameter("x", TensorType.of(dtype, dims));
  }

  private static Value floats(Primitives p, long... dims) {
    return input(p, DataType.FLOAT32, dims);
  }

  private static List<Value> reduced(Primitives p, DataType dtype, ReduceKind kind) {
    return List.of(p.reduce(kind, input(p, dtype, 2, 0, 3), List.of(1), false));
  }

  private static final Linear.ConvSpec WITHOUT_CHANNELS =
      new Linear.ConvSpec(List.of(1), List.of(0), List.of(0), List.of(1), 1, Layout.CHANNELS_LAST);

  private static final Map<String, Function<Primitives, List<Value>>> GRAPHS =
      Map.ofEntries(
          Map.entry("sum", p -> reduced(p, DataType.INT32, ReduceKind.SUM)),
          Map.entry("mean", p -> reduced(p, DataType.FLOAT32, ReduceKind.MEAN)),
          Map.entry("product", p -> reduced(p, DataType.FLOAT64, ReduceKind.PROD)),
          Map.entry("any", p -> reduced(p, DataType.BOOLEAN, ReduceKind.ANY)),
          Map.entry("all", p -> reduced(p, DataType.BOOLEAN, ReduceKind.ALL)),
          Map.entry(
              "matmul", p -> List.of(p.matmul(floats(p, 2, 0), floats(p, 0, 3), false, false))),
          Map.entry(
              "conv",
              p ->
                  List.of(
                      p.builder()
                          .add(
                              new Linear.Conv(WITHOUT_CHANNELS),
                              floats(p, 2, 4, 0),
                              floats(p, 3, 0, 2)))),
          Map.entry("pad", p -> List.of(p.pad(floats(p, 0), List.of(1L), List.of(2L), 7))),
          Map.entry("concat", p -> List.of(p.concat(List.of(floats(p, 0, 2), floats(p, 3, 2)), 0))),
          Map.entry(
              "scatter_add",
              p ->
                  List.of(
                      p.scatterAdd(floats(p, 4, 2), input(p, DataType.INT64, 0), floats(p, 0, 2)))),
          Map.entry("split", p -> p.split(floats(p, 4, 3), 1, List.of(0L, 1L, 0L, 2L))),
          Map.entry("split into one", p -> p.split(floats(p, 4, 3), 1, List.of(3L, 0L))),
          Map.entry("nothing of nothing", p -> List.of(p.add(floats(p, 0, 1), floats(p, 3)))));

  private static boolean hasElements(List<TensorType> types) {
    return types.stream().allMatch(type -> type.size() > 0);
  }

  /** The types of the outputs and their elements, for which one NaN is like another. */
  private static List<Object> values(Graph graph, List<TensorData> feeds) {
    List<Object> values = new ArrayList<>();
    for (TensorData output : Evaluate.graph(graph, feeds)) {
      values.add(output.type());
      LongStream.range(0, output.size()).forEach(i -> values.add(output.getDouble(i)));
    }
    return values;
  }

  private static void check(Function<Primitives, List<Value>> function) {
    GraphBuilder builder = new GraphBuilder();
    Graph graph = builder.build(function.apply(new Primitives(builder)));
    List<TensorData> feeds =
        graph.parameterTypes().stream()
            .map(
                type ->
                    type.dtype().isFloating() ? TensorData.full(type, 2) : TensorData.zeros(type))
            .toList();
    Graph without = new DeadCode().apply(new EmptyTensors().apply(graph));
    GraphVerifier.check(without);
    assertEquals(values(graph, feeds), values(without, feeds));
    for (Node node : without.nodes()) {
      assertTrue(
          node.op() instanceof Leaf
              || hasElements(node.inputTypes()) && hasElements(node.outputTypes()),
          () -> without.toString());
    }
  }

  /** The values stay, and no op but a leaf has to do with a tensor without elements. */
  @TestFactory
  Stream<DynamicTest> noOpHasToDoWithThem() {
    return GRAPHS.entrySet().stream()
        .map(g -> DynamicTest.dynamicTest(g.getKey(), () -> check(g.getValue())));
  }
}
