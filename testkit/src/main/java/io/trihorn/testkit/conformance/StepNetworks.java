package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Two small networks and rows for them, with the same numbers in every test of steps. */
final class StepNetworks {
  static final int ROWS = 6;

  private StepNetworks() {}

  /** The value of each element by its position. */
  static TensorData tensor(IntToDoubleFunction values, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, values.applyAsDouble(i));
    }
    return data;
  }

  private static TensorData line(double from, double to, long... dims) {
    long size = tensor(i -> 0, dims).size();
    return tensor(i -> size == 1 ? from : from + (to - from) * i / (size - 1), dims);
  }

  /** Makes three numbers of two. */
  static Sequential generator(String backend) {
    Sequential model =
        new Sequential(
            Layers.input(2), Layers.dense(4, "tanh").name("hidden"), Layers.dense(3).name("made"));
    model.on(backend);
    model.setWeights(
        List.of(line(-.5, .6, 2, 4), line(-.1, .1, 4), line(.7, -.4, 4, 3), line(0, .1, 3)));
    return model;
  }

  /** Gives three numbers a score. */
  static Sequential critic(String backend) {
    Sequential model =
        new Sequential(
            Layers.input(3), Layers.dense(4, "tanh").name("seen"), Layers.dense(1).name("score"));
    model.on(backend);
    model.setWeights(
        List.of(line(-.6, .5, 3, 4), line(.1, -.1, 4), line(.8, -.5, 4, 1), line(.05, .05, 1)));
    return model;
  }

  /** Rows that a critic can learn. */
  static Dataset supervised() {
    return Dataset.of(tensor(Math::sin, ROWS, 3), tensor(i -> Math.cos(i), ROWS, 1));
  }

  static void close(List<TensorData> expected, List<TensorData> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).size(); j++) {
        assertEquals(expected.get(i).getDouble(j), actual.get(i).getDouble(j), 1e-6);
      }
    }
  }
}
