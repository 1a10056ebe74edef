package io.trihorn.backend.dl4j.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Fusions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs for cards are made of. */
class CardLoweringsTest {
  @Test
  void everyPrimitiveHasALoweringOrIsRefused() {
    Set<Class<? extends Op>> kinds = new HashSet<>(ShapeRules.primitives());
    kinds.removeIf(kind -> Lowerings.has(kind, Target.CARD) || CardRefusals.kinds().contains(kind));
    assertEquals(Set.of(), kinds);
  }

  @Test
  void onlyPrimitivesAreRefused() {
    Set<Class<? extends Op>> kinds = new HashSet<>(CardRefusals.kinds());
    kinds.removeAll(ShapeRules.primitives());
    assertEquals(Set.of(), kinds);
  }

  /** The ops that cuDNN takes over on cards, by the op they are lowered from. */
  static Stream<Arguments> helped() {
    TensorType image = TensorType.of(DataType.FLOAT32, 2, 5, 7, 7);
    TensorType channels = TensorType.of(DataType.FLOAT32, 5);
    List<Integer> one = List.of(1, 1);
    List<Integer> two = List.of(2, 2);
    List<Integer> none = List.of(0, 0);
    Linear.ConvSpec conv = new Linear.ConvSpec(one, one, one, one, 1, Layout.CHANNELS_FIRST);
    Linear.ConvSpec each = new Linear.ConvSpec(one, one, one, one, 5, Layout.CHANNELS_FIRST);
    Pooling.PoolSpec pool = new Pooling.PoolSpec(two, two, none, none, Layout.CHANNELS_FIRST);
    return Stream.of(
        Arguments.of("conv2d", new Linear.Conv(conv), List.of(image, kernel(5, 4))),
        Arguments.of("depthwise_conv2d", new Linear.Conv(each), List.of(image, kernel(1, 5))),
        Arguments.of("maxpool2d", new Pooling.MaxPool(pool), List.of(image)),
        Arguments.of("avgpool2d", new Pooling.AveragePool(pool), List.of(image)),
        Arguments.of("batchnorm", new BatchNormalize(1, 1e-3), List.of(image, channels, channels)),
        Arguments.of(
            "lstmLayer",
            new LstmSequence(false, true),
            List.of(
                TensorType.of(DataType.FLOAT32, 6, 2, 3),
                TensorType.of(DataType.FLOAT32, 3, 16),
                TensorType.of(DataType.FLOAT32, 4, 16),
                TensorType.of(DataType.FLOAT32, 2, 4),
                TensorType.of(DataType.FLOAT32, 2, 4),
                TensorType.of(DataType.FLOAT32, 16))),
        Arguments.of("softmax", new Fusions.Softmax(1), List.of(kernel(1, 1).withShape(4, 9))));
  }

  private static TensorType kernel(long channels, long filters) {
    return TensorType.of(DataType.FLOAT32, 3, 3, channels, filters);
  }

  @ParameterizedTest
  @MethodSource("helped")
  void whatCudnnHasIsLeftToIt(String name, Op op, List<TensorType> operands) {
    assertTrue(!(op instanceof Composite c) || CompositeLowerings.claims(c, operands, Target.CARD));
    GraphBuilder builder = new GraphBuilder();
    List<Value> in = operands.stream().map(t -> builder.parameter("x", t)).toList();
    Graph graph = builder.build(builder.addAll(op, in));
    List<String> labels =
        GraphLowering.program(graph, Target.CARD).steps().stream().map(Instr::label).toList();
    assertEquals(
        1, labels.stream().filter(l -> l.endsWith(": " + name)).count(), labels.toString());
  }

  /** Sorting by comparing each with each is for rows that are not too long. */
  @Test
  void whatIsRefusedIsNamedWithItsLayerAndWhatToDo() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, 4, 100_000));
    Graph graph =
        builder.within(
            "ranking", () -> builder.build(builder.addAll(new Indexing.TopK(5), List.of(x))));
    String message =
        assertThrows(BackendException.class, () -> GraphLowering.program(graph, Target.CARD))
            .getMessage();
    assertTrue(message.contains("top_k in layer 'ranking'"), message);
    assertTrue(message.contains("40000000000 pairs"), message);
    assertTrue(message.contains("Device.cpu()"), message);
    GraphLowering.program(graph, Target.PROCESSOR);
  }
}
