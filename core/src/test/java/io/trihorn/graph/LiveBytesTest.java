package io.trihorn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Vectors of 1000 floats, counted by hand. */
class LiveBytesTest {
  private static long most(UnaryOperator<Tensor> function) {
    GraphBuilder builder = new GraphBuilder();
    Tensor x = new Tensor(builder, builder.parameter("x", TensorType.of(DataType.FLOAT32, 1000)));
    return LiveBytes.most(builder.build(List.of(function.apply(x).value())));
  }

  @Test
  void whatIsFedAndGivenLivesAllTheTime() {
    assertEquals(4000, most(x -> x));
    assertEquals(8000, most(Ops::exp));
  }

  @Test
  void theMiddleOfAChainLivesForOneStep() {
    assertEquals(12_000, most(x -> Ops.exp(Ops.exp(x))));
    assertEquals(16_000, most(x -> Ops.exp(Ops.exp(Ops.exp(Ops.exp(Ops.exp(x)))))));
  }

  @Test
  void whatIsReadLaterLivesUntilThen() {
    assertEquals(
        20_000,
        most(
            x -> {
              Tensor early = Ops.exp(x);
              return Ops.exp(Ops.add(Ops.exp(Ops.exp(early)), early));
            }));
  }

  @Test
  void whatNobodyReadsGoesAtOnce() {
    assertEquals(12_000, most(x -> Shapes.topK(x, 1000).get(0)));
    assertEquals(10_000, most(x -> Ops.exp(Ops.exp(Shapes.topK(x, 500).get(0)))));
  }
}
