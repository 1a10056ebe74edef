package io.trihorn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.LstmSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
  private static TensorType type(long... shape) {
    return TensorType.of(DataType.FLOAT32, shape);
  }

  @Test
  void productCountsItsMultiplyAddsAndWhatItMakes() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", type(32, 64));
    Value kernel = builder.parameter("kernel", type(64, 10));
    Value product = builder.add(new Linear.MatMul(false, false), x, kernel);
    assertEquals(32 * 64 * 10 + 8 * 32 * 10, Cost.of(builder.build(List.of(product))));
  }

  /** Each step multiplies the state and has as much again for inputs. */
  @Test
  void compositeCountsWhatItIsMadeOf() {
    long steps = 20;
    long rows = 4;
    long units = 64;
    GraphBuilder builder = new GraphBuilder();
    List<Value> operands =
        List.of(
            builder.parameter("x", type(steps, rows, 8)),
            builder.parameter("kernel", type(8, 4 * units)),
            builder.parameter("recurrent", type(units, 4 * units)),
            builder.parameter("hidden", type(rows, units)),
            builder.parameter("cell", type(rows, units)));
    Graph graph = builder.build(builder.addAll(new LstmSequence(false, false), operands));
    long products = steps * rows * (8 + units) * 4 * units;
    assertTrue(Cost.of(graph) >= products, graph::toString);
    assertTrue(Cost.of(graph) <= 3 * products, graph::toString);
  }

  /** What one engine alone can do, as the models it reads. */
  private record Foreign() implements Composite {
    @Override
    public boolean decomposes() {
      return false;
    }

    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      throw new UnsupportedOperationException("only its engine knows");
    }

    @Override
    public List<TensorType> outputTypes(List<TensorType> inputs) {
      return inputs;
    }
  }

  @Test
  void whatOnlyAnEngineKnowsIsNotSmall() {
    GraphBuilder builder = new GraphBuilder();
    List<Value> x = List.of(builder.parameter("x", type(2)));
    assertTrue(Cost.of(builder.build(builder.addAll(new Foreign(), x))) > 1_000_000_000L);
  }
}
