package io.trihorn.layers;

import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.rnn;
import static io.trihorn.layers.Layers.simpleRnn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.rnn.Constants;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.layers.rnn.RnnCell;
import io.trihorn.layers.rnn.SimpleRNN;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurrentTest {
  /** A layer whose state is the sum of what it saw: every weight is 1, and nothing bends it. */
  private static SimpleRNN adder() {
    return simpleRnn(1).activation("linear").kernelInitializer("ones").recurrentInitializer("ones");
  }

  private static TensorData steps(float... values) {
    return TensorData.of(values, 1, values.length, 1);
  }

  @Test
  void outputsAreThoseOfTheLastStepOrOfAll() {
    assertArrayEquals(new float[] {6}, LayerRun.of(adder()).floats(steps(1, 2, 3)));
    LayerRun all = LayerRun.of(adder().returnSequences(true).returnState(true));
    List<TensorData> outputs = all.all(steps(1, 2, 3));
    assertArrayEquals(new float[] {1, 3, 6}, outputs.get(0).toFloatArray());
    assertArrayEquals(new float[] {6}, outputs.get(1).toFloatArray());
  }

  @Test
  void backwardsTheFirstOutputIsThatOfTheLastInput() {
    LayerRun run = LayerRun.of(adder().goBackwards(true).returnSequences(true));
    assertArrayEquals(new float[] {3, 5, 6}, run.floats(steps(1, 2, 3)));
    LayerRun last = LayerRun.of(adder().goBackwards(true));
    assertArrayEquals(new float[] {6}, last.floats(steps(1, 2, 3)));
  }

  @Test
  void maskedStepsLeaveTheStateAlone() {
    TensorData mask = TensorData.of(new boolean[] {true, false, true, false}, 1, 4);
    for (boolean unroll : new boolean[] {false, true}) {
      LayerRun all = LayerRun.of(adder().returnSequences(true).unroll(unroll)).mask(mask);
      assertArrayEquals(new float[] {1, 1, 5, 5}, all.floats(steps(1, 2, 4, 8)));
      assertEquals(mask, all.outputMask());
      LayerRun zeros =
          LayerRun.of(adder().returnSequences(true).zeroOutputForMask(true).unroll(unroll))
              .mask(mask);
      assertArrayEquals(new float[] {1, 0, 5, 0}, zeros.floats(steps(1, 2, 4, 8)));
      LayerRun last = LayerRun.of(adder().unroll(unroll)).mask(mask);
      assertArrayEquals(new float[] {5}, last.floats(steps(1, 2, 4, 8)));
      assertNull(last.outputMask());
      LayerRun none = LayerRun.of(adder().zeroOutputForMask(true).unroll(unroll)).mask(mask);
      assertArrayEquals(new float[] {0}, none.floats(steps(1, 2, 4, 8)));
    }
  }

  @Test
  void theInitialStateIsAnArgumentOrAFurtherInput() {
    TensorData state = TensorData.of(new float[] {10}, 1, 1);
    LayerRun argument = LayerRun.of(adder()).named("initial_state", List.of(state));
    assertArrayEquals(new float[] {13}, argument.floats(steps(1, 2)));
    assertArrayEquals(new float[] {13}, LayerRun.of(adder()).floats(steps(1, 2), state));
    TensorData wrong = TensorData.of(new float[] {10, 11}, 1, 2);
    ShapeException e =
        assertThrows(ShapeException.class, () -> LayerRun.of(adder()).floats(steps(1, 2), wrong));
    assertTrue(e.getMessage().contains("initial states"), e.getMessage());
  }

  @Test
  void aStatefulLayerGoesOnWhereItEnded() {
    try (LayerRun run = LayerRun.of(adder().stateful(true))) {
      assertArrayEquals(new float[] {3}, run.floats(steps(1, 2)));
      assertArrayEquals(new float[] {10}, run.floats(steps(3, 4)));
    }
  }

  @Test
  void oneUnitOfLstmByHand() {
    LSTM layer = lstm(1).returnState(true);
    layer.ensureBuilt(List.of(new Shape(1, 1, 1)));
    LayerRun run =
        LayerRun.of(layer)
            .set(0, TensorData.of(new float[] {0.5f, -0.5f, 1f, 2f}, 1, 4))
            .set(1, TensorData.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 1, 4))
            .set(2, TensorData.of(new float[] {0, 1, 0, 0}, 4));
    TensorData h = TensorData.of(new float[] {0.25f}, 1, 1);
    TensorData c = TensorData.of(new float[] {-0.5f}, 1, 1);
    List<TensorData> outputs = run.all(steps(2), h, c);
    double input = sigmoid(0.5 * 2 + 0.1 * 0.25);
    double forget = sigmoid(-0.5 * 2 + 0.2 * 0.25 + 1);
    double candidate = Math.tanh(2 + 0.3 * 0.25);
    double newC = forget * -0.5 + input * candidate;
    double newH = sigmoid(2 * 2 + 0.4 * 0.25) * Math.tanh(newC);
    assertEquals(newH, outputs.get(0).getDouble(0), 1e-6);
    assertEquals(newH, outputs.get(1).getDouble(0), 1e-6);
    assertEquals(newC, outputs.get(2).getDouble(0), 1e-6);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void theForgetGateStartsOpen() {
    LSTM layer = lstm(2);
    layer.ensureBuilt(List.of(new Shape(1, 3, 2)));
    Weight bias = layer.weights().get(2);
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 0, 0, 0, 0},
        bias.initializer().generate(bias.type(), 1).toFloatArray());
  }

  @Test
  void aLoopAndWrittenOutStepsAgree() {
    TensorData x = TensorData.of(new float[] {1, -2, 3, 0.5f, -1, 2, 0, 1}, 2, 4, 1);
    for (String cell : List.of("LSTM", "GRU", "SimpleRNN")) {
      Layer loop = Layers.REGISTRY.create(cell);
      var config = loop.getConfig();
      config.addProperty("units", 3);
      config.addProperty("return_sequences", true);
      config.addProperty("go_backwards", true);
      float[] expected = LayerRun.of(Layers.REGISTRY.create(cell, config)).floats(x);
      config.addProperty("unroll", true);
      float[] actual = LayerRun.of(Layers.REGISTRY.create(cell, config)).floats(x);
      assertArrayEquals(expected, actual, 1e-6f, cell);
    }
  }

  @Test
  void dropoutDropsTheSameInAllSteps() {
    SimpleRNN layer =
        simpleRnn(64)
            .activation("linear")
            .kernelInitializer(Initializers.get("Identity"))
            .recurrentInitializer("zeros")
            .dropout(0.5)
            .returnSequences(true);
    TensorData x = TensorData.full(TensorType.of(DataType.FLOAT32, 1, 3, 64), 1);
    try (LayerRun run = LayerRun.of(layer).training(true)) {
      float[] first = run.floats(x);
      int dropped = 0;
      for (int i = 0; i < 64; i++) {
        assertTrue(first[i] == 0 || first[i] == 2, "kept inputs are doubled");
        assertEquals(first[i], first[64 + i]);
        assertEquals(first[i], first[128 + i]);
        dropped += first[i] == 0 ? 1 : 0;
      }
      assertTrue(dropped > 16 && dropped < 48, dropped + " of 64 dropped");
      assertFalse(Arrays.equals(first, run.floats(x)), "each call draws anew");
      run.training(false);
      assertEquals(1, run.floats(x)[0]);
    }
  }

  @Test
  void bothDirectionsMeetAtTheSameStep() {
    LayerRun run = LayerRun.of(bidirectional(adder().returnSequences(true)));
    assertArrayEquals(new float[] {1, 6, 3, 5, 6, 3}, run.floats(steps(1, 2, 3)));
    LayerRun sum = LayerRun.of(bidirectional(adder()).mergeMode("sum"));
    assertArrayEquals(new float[] {12}, sum.floats(steps(1, 2, 3)));
    LayerRun both = LayerRun.of(bidirectional(adder()).mergeMode(null));
    assertEquals(2, both.all(steps(1, 2, 3)).size());
  }

  /** Counts steps, and gives the count times its input. */
  private static final class Counter extends Layer implements RnnCell {
    @Override
    public void configure(Config config) {
      configureBase(config);
    }

    @Override
    public List<Shape> stateShapes() {
      return List.of(new Shape(1));
    }

    @Override
    public Step step(Tensor x, List<Tensor> states, Constants constants, Call call) {
      Tensor count = Ops.add(states.get(0), 1);
      return new Step(Ops.multiply(x, count), List.of(count));
    }
  }

  @Test
  void aCellOfOnesOwnRuns() {
    assertArrayEquals(
        new float[] {5, 12, 21},
        LayerRun.of(rnn(new Counter()).returnSequences(true)).floats(steps(5, 6, 7)));
    assertArrayEquals(new float[] {21}, LayerRun.of(rnn(new Counter())).floats(steps(5, 6, 7)));
  }

  @Test
  void anInputWithoutTimeIsRefused() {
    TensorData flat = TensorData.of(new float[] {1, 2}, 1, 2);
    ShapeException e =
        assertThrows(ShapeException.class, () -> LayerRun.of(gru(2).name("g")).floats(flat));
    assertTrue(e.getMessage().startsWith("layer 'g'"), e.getMessage());
  }
}
