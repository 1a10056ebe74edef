package io.trihorn.layers;

import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.multiHeadAttention;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.attention.Attention;
import io.trihorn.layers.attention.GroupQueryAttention;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How attention takes its inputs in a model. */
class AttentionTest {
  @Test
  void inputsMayBeGivenByName() {
    KerasTensor x = inputTensor(7, 8);
    KerasTensor memory = inputTensor(5, 6);
    MultiHeadAttention layer = multiHeadAttention(2, 3);
    List<KerasTensor> outputs =
        layer.applyAll(
            List.of(x), Map.of("value", memory, "key", memory, "return_attention_scores", true));
    assertArrayEquals(new long[] {-1, 7, 8}, outputs.get(0).shape().getShape());
    assertArrayEquals(new long[] {-1, 2, 7, 5}, outputs.get(1).shape().getShape());
    assertEquals(new Shape(6, 2, 3), layer.weights().get(2).type().shape());
    assertEquals(8, layer.weights().size());
  }

  @Test
  void severalAxesOfPositions() {
    KerasTensor x = inputTensor(4, 5, 8);
    KerasTensor rows =
        multiHeadAttention(2, 3).attentionAxes(2).applyAll(List.of(x, x), Map.of()).get(0);
    assertArrayEquals(new long[] {-1, 4, 5, 8}, rows.shape().getShape());
    MultiHeadAttention wrong = multiHeadAttention(2, 3).attentionAxes(3);
    assertThrows(ShapeException.class, () -> wrong.applyAll(List.of(x, x), Map.of()));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    KerasTensor x = inputTensor(7, 8);
    assertThrows(
        ShapeException.class, () -> multiHeadAttention(2, 3).applyAll(List.of(x), Map.of()));
    assertThrows(ShapeException.class, () -> new Attention().apply(x));
    assertThrows(ConfigException.class, () -> new GroupQueryAttention(4, 3, 2));
    assertThrows(ConfigException.class, () -> multiHeadAttention(2, 3).dropout(1));
    assertThrows(ConfigException.class, () -> new Attention().scoreMode("product"));
  }
}
