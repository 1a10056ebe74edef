package io.trihorn.model;

import static io.trihorn.layers.Layers.mixUp;
import static io.trihorn.layers.Layers.pipeline;
import static io.trihorn.layers.Layers.randomBrightness;
import static io.trihorn.layers.Layers.rescaling;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerMapTest {
  private static Dataset data() {
    float[][][][] images = new float[5][2][2][1];
    float[] labels = new float[5];
    for (int i = 0; i < 5; i++) {
      labels[i] = 10 * i;
      for (float[][] row : images[i]) {
        for (float[] pixel : row) {
          pixel[0] = labels[i];
        }
      }
    }
    return Dataset.of(images, labels).batch(2);
  }

  @Test
  void imagesAndLabelsAreMixedOnTheWayToAModel() {
    try (LayerMap mix =
        LayerMap.of(pipeline(rescaling(2), mixUp(1))).targets().on("reference").seed(3)) {
      Dataset mixed = data().map(mix);
      List<TensorData> first = new ArrayList<>();
      int rows = 0;
      for (Batch batch : mixed) {
        rows += batch.rows();
        for (int i = 0; i < batch.rows(); i++) {
          assertEquals(
              2 * batch.targets().get(0).getDouble(i),
              batch.inputs().get(0).getDouble(4L * i),
              1e-4);
        }
        first.add(batch.inputs().get(0).copy());
      }
      assertEquals(5, rows);
      // Another epoch draws others.
      List<TensorData> second = new ArrayList<>();
      mixed.forEach(batch -> second.add(batch.inputs().get(0).copy()));
      assertNotEquals(first, second);
    }
  }

  @Test
  void whatALayerCannotDoIsSaid() {
    try (LayerMap map = LayerMap.of(randomBrightness(0.1)).targets().on("reference")) {
      Batch inputs = Batch.of(TensorData.of(new float[4], 1, 2, 2, 1));
      ShapeException e = assertThrows(ShapeException.class, () -> map.apply(inputs));
      assertEquals(
          "layer 'random_brightness' should change targets too, but the dataset has none",
          e.getMessage());
    }
    try (LayerMap same = LayerMap.of(randomBrightness(0.5)).training(false).on("reference")) {
      Batch batch = Batch.of(TensorData.of(new float[] {1, 2, 3, 4}, 1, 2, 2, 1));
      assertEquals(batch.inputs(), same.apply(batch).inputs());
    }
  }
}
