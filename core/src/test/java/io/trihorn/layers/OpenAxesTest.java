package io.trihorn.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.merging.Concatenate;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.model.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAxesTest {
  private static KerasTensor input(long... batchShape) {
    return Layers.inputTensor(new InputLayer().batchShape(new Shape(batchShape)));
  }

  @Test
  void stepsOfTimeMayBeOpenAndAreThoseOfTheData() {
    KerasTensor x = input(-1, -1, 2);
    KerasTensor each = new Dense(3).apply(x);
    assertEquals(new Shape(-1, -1, 3), each.shape());
    KerasTensor last = new LSTM(4).apply(each);
    assertEquals(new Shape(-1, 4), last.shape());
    try (Model model = new Model(x, last)) {
      model.on("reference");
      for (int steps : new int[] {3, 5}) {
        TensorData data = TensorData.of(new float[2 * steps * 2], 2, steps, 2);
        List<TensorData> y = model.predictOnBatch(data);
        assertEquals(new Shape(2, 4), y.get(0).shape());
      }
    }
  }

  @Test
  void anOpenExtentMeetsAKnownOne() {
    KerasTensor joined = new Concatenate().apply(input(-1, 10, 4), input(-1, -1, 6));
    assertEquals(new Shape(-1, 10, 10), joined.shape());
  }

  @Test
  void widthAndHeightMayBeOpen() {
    KerasTensor y = Layers.conv2d(5, 3).apply(input(-1, -1, -1, 3));
    assertEquals(new Shape(-1, -1, -1, 5), y.shape());
  }
}
