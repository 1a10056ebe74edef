package io.trihorn.saving.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.rnn.GRU;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredFormsTest {
  private final Random random = new Random(5);

  private TensorData drawn(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, random.nextGaussian());
    }
    return data;
  }

  private static Sequential model(Layer layer, long... shape) {
    return new Sequential(new InputLayer(shape), layer);
  }

  private static List<TensorData> load(
      Model model, String version, String backend, List<TensorData> arrays) {
    List<StoredArray> stored = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      stored.add(new StoredArray("w" + i, arrays.get(i)));
    }
    StoredLayer layer = new StoredLayer("stored", stored);
    LegacyWeights.load(
        model,
        new StoredModel(version, backend, null, null, List.of(layer), List.of(), List.of()),
        false,
        null);
    return model.weightValues();
  }

  private static double at(TensorData data, long... index) {
    long flat = 0;
    for (int i = 0; i < index.length; i++) {
      flat = flat * data.type().dim(i) + index[i];
    }
    return data.getDouble(flat);
  }

  /** Columns of a gate in what the layer has. */
  private static void isGate(TensorData all, int gate, TensorData expected) {
    long units = expected.type().dim(-1);
    assertEquals(expected, HostArrays.columns(all, gate * units, (gate + 1) * units));
  }

  @Test
  void theTwelveArraysOfAnLstmOfKeras1() {
    // In the file: W, U, b of input, cell, forget, output.
    List<TensorData> stored = new ArrayList<>();
    for (int gate = 0; gate < 4; gate++) {
      stored.addAll(List.of(drawn(2, 3), drawn(3, 3), drawn(3)));
    }
    List<TensorData> weights = load(model(new LSTM(3), 4, 2), "1.2.2", null, stored);
    int[] input = {0, 1, 2};
    int[] cell = {3, 4, 5};
    int[] forget = {6, 7, 8};
    int[] output = {9, 10, 11};
    int place = 0;
    for (int[] gate : new int[][] {input, forget, cell, output}) {
      for (int kind = 0; kind < 3; kind++) {
        isGate(weights.get(kind), place, stored.get(gate[kind]));
      }
      place++;
    }
  }

  @Test
  void theNineArraysOfAGruOfKeras1InBothDirections() {
    List<TensorData> stored = new ArrayList<>();
    for (int gate = 0; gate < 6; gate++) {
      stored.addAll(List.of(drawn(2, 3), drawn(3, 3), drawn(3)));
    }
    GRU gru = new GRU(3).resetAfter(false);
    List<TensorData> weights = load(model(Layers.bidirectional(gru), 4, 2), "1.2.2", null, stored);
    for (int direction = 0; direction < 2; direction++) {
      for (int gate = 0; gate < 3; gate++) {
        for (int kind = 0; kind < 3; kind++) {
          isGate(
              weights.get(3 * direction + kind), gate, stored.get(9 * direction + 3 * gate + kind));
        }
      }
    }
  }

  @Test
  void kernelsOfKeras1WithChannelsFirst() {
    TensorData stored = drawn(5, 2, 3, 4);
    Layer conv = Layers.conv2d(5, 3, 4).dataFormat("channels_first");
    TensorData kernel = load(model(conv, 2, 8, 8), "1.1.0", null, List.of(stored, drawn(5))).get(0);
    assertEquals(new Shape(3, 4, 2, 5), kernel.shape());
    for (long f = 0; f < 5; f++) {
      for (long c = 0; c < 2; c++) {
        assertEquals(at(stored, f, c, 2, 1), at(kernel, 2, 1, c, f));
      }
    }
  }

  @Test
  void kernelsOverTimeOfKeras1() {
    TensorData flat = drawn(3, 2, 5);
    Layer conv = Layers.conv1d(5, 3);
    assertEquals(
        flat,
        load(model(conv, 8, 2), "1.2.2", null, List.of(flat.reshape(3, 1, 2, 5), drawn(5))).get(0));
    TensorData first = drawn(5, 2, 3, 1);
    TensorData kernel =
        load(model(Layers.conv1d(5, 3), 8, 2), "1.0.0", null, List.of(first, drawn(5))).get(0);
    assertEquals(at(first, 4, 1, 2, 0), at(kernel, 2, 1, 4));
  }

  @Test
  void theanosKernelsAreMirrored() {
    TensorData stored = drawn(3, 4, 2, 5);
    TensorData kernel =
        load(model(Layers.conv2d(5, 3, 4), 8, 8, 2), "2.0.8", "theano", List.of(stored, drawn(5)))
            .get(0);
    assertEquals(at(stored, 0, 0, 1, 3), at(kernel, 2, 3, 1, 3));
    assertEquals(at(stored, 2, 1, 0, 4), at(kernel, 0, 2, 0, 4));
  }

  /** cuDNN multiplies a gate's matrix, kept by rows of units, with the input from the left. */
  @Test
  void weightsOfCudnn() {
    long in = 2;
    long units = 3;
    TensorData kernel = drawn(in, 4 * units);
    TensorData recurrent = drawn(units, 4 * units);
    TensorData bias = drawn(8 * units);
    List<TensorData> weights =
        load(model(new LSTM(3), 4, in), "2.1.6", "tensorflow", List.of(kernel, recurrent, bias));
    for (int gate = 0; gate < 4; gate++) {
      long from = gate * units;
      TensorData block = HostArrays.columns(kernel, from, from + units);
      for (long unit = 0; unit < units; unit++) {
        for (long i = 0; i < in; i++) {
          assertEquals(block.getDouble(unit * in + i), at(weights.get(0), i, from + unit));
        }
        for (long j = 0; j < units; j++) {
          assertEquals(at(recurrent, unit, from + j), at(weights.get(1), j, from + unit));
        }
        float sum = (float) (bias.getDouble(from + unit) + bias.getDouble(4 * units + from + unit));
        assertEquals(sum, (float) weights.get(2).getDouble(from + unit));
      }
    }
    List<TensorData> gru =
        load(
            model(new GRU(3), 4, in),
            "2.1.6",
            "tensorflow",
            List.of(drawn(in, 9), drawn(3, 9)),
            drawn(18));
    assertEquals(new Shape(2, 9), gru.get(2).shape());
  }

  private static List<TensorData> load(
      Model model, String version, String backend, List<TensorData> arrays, TensorData last) {
    List<TensorData> all = new ArrayList<>(arrays);
    all.add(last);
    return load(model, version, backend, all);
  }

  @Test
  void trainedWeightsComeFirstInNestedModels() {
    Sequential inner =
        new Sequential(new InputLayer(2), Layers.batchNormalization(), Layers.dense(2));
    inner.assignName("inner");
    Sequential outer = new Sequential(new InputLayer(2), inner);
    List<TensorData> stored =
        List.of(drawn(2), drawn(2), drawn(2, 2), drawn(2), drawn(2), drawn(2));
    List<TensorData> weights = load(outer, "2.2.4", null, stored);
    // Here: gamma, beta, moving mean, moving variance, kernel, bias.
    int[] order = {0, 1, 4, 5, 2, 3};
    for (int i = 0; i < order.length; i++) {
      assertEquals(stored.get(order[i]), weights.get(i), "weight " + i);
    }
  }

  @Test
  void keras1ListsTheLayersOfNestedModels() {
    Sequential inner = new Sequential(new InputLayer(2), Layers.dense(3).name("a"));
    inner.assignName("inner");
    Sequential outer = new Sequential(new InputLayer(2), inner, Layers.dense(4).name("b"));
    StoredLayer a =
        new StoredLayer(
            "a", List.of(new StoredArray("a_W", drawn(2, 3)), new StoredArray("a_b", drawn(3))));
    StoredLayer b =
        new StoredLayer(
            "b", List.of(new StoredArray("b_W", drawn(3, 4)), new StoredArray("b_b", drawn(4))));
    StoredModel file =
        new StoredModel("1.2.2", null, null, null, List.of(a, b), List.of(), List.of());
    LegacyWeights.load(outer, file, false, null);
    assertEquals(b.arrays().get(0).data(), outer.weightValues().get(2));
    assertEquals(a.arrays().get(1).data(), outer.weightValues().get(1));
  }

  @Test
  void anotherShapeIsSaidWithBoth() {
    WeightMismatchException e =
        assertThrows(
            WeightMismatchException.class,
            () -> load(model(Layers.dense(3), 2), "2.2.4", null, List.of(drawn(3, 3), drawn(3))));
    assertTrue(e.getMessage().contains("(2, 3)") && e.getMessage().contains("(3, 3)"));
  }
}
