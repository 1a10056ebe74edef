package io.trihorn.layers;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.layers.rnn.ConvLSTM2D;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Seldom-used modes of layers, which Keras's reference data leave out. */
class LayerModesTest {
  private static TensorData wave(int from, double scale, double shift, long... dims) {
    int n =
        (int) IntStream.range(0, dims.length).mapToLong(i -> dims[i]).reduce(1, (a, b) -> a * b);
    double[] values =
        IntStream.range(from, from + n).mapToDouble(i -> Math.sin(i) * scale + shift).toArray();
    return TensorData.of(values, dims).cast(DataType.FLOAT32);
  }

  @Test
  void batchRenormalization() {
    BatchNormalization layer =
        batchNormalization()
            .momentum(0.9)
            .renormMomentum(0.8)
            .renormClipping("rmin", 0.5)
            .renormClipping("rmax", 1.5)
            .renormClipping("dmax", 0.3);
    Layer again = Layers.REGISTRY.deserialize(Layers.REGISTRY.serialize(layer));
    assertEquals(layer.getConfig(), again.getConfig());
    try (LayerRun run = LayerRun.of(again).training(true)) {
      TensorData first = wave(1, 2, 1, 4, 2);
      run.one(first);
      run.set(0, TensorData.of(new float[] {2, 0.5f}, 2));
      run.set(1, TensorData.of(new float[] {0.1f, -0.2f}, 2));
      for (int i = 2; i < 7; i++) {
        float start = i == 3 || i == 4 || i == 6 ? 1 : 0;
        run.set(i, TensorData.of(new float[] {start, start}, 2));
      }
      // By the formulas in NumPy.
      float[] one = {
        3.385231f, 0.6403935f, 0.5838267f, -1.017794f, -3.81635f, -0.5426739f, 2.647293f, 0.7200741f
      };
      float[] two = {
        0.8367981f,
        -0.8809786f,
        -5.639638f,
        -0.8721812f,
        0.8737116f,
        0.9316281f,
        1.929128f,
        -0.5784683f
      };
      float[] kept = {
        0.05682314f,
        0.0004679464f,
        1.281269f,
        1.289811f,
        1.132373f,
        1.136139f,
        0.08683974f,
        -0.02768848f,
        1.256716f,
        1.262134f
      };
      assertArrayEquals(one, run.floats(first), 1e-5f);
      assertArrayEquals(two, run.floats(wave(9, 3, -1, 4, 2)), 1e-5f);
      for (int i = 0; i < 5; i++) {
        float[] expected = {kept[2 * i], kept[2 * i + 1]};
        assertArrayEquals(expected, run.weight(2 + i).toFloatArray(), 1e-5f, "weight " + i);
      }
    }
    assertThrows(ConfigException.class, () -> batchNormalization().renormClipping("max", 1));
    assertThrows(ConfigException.class, () -> batchNormalization().renormClipping("dmax", -1));
  }

  @Test
  void scalingByTheDeviationAlone() {
    try (LayerRun run = LayerRun.of(layerNormalization().rmsScaling(true))) {
      assertArrayEquals(
          new float[] {0.8015261f, 1.603052f, 3.206105f, 0, -1.224643f, 1.224643f},
          run.floats(TensorData.of(new float[] {1, 2, 4, 0, -3, 3}, 2, 3)),
          1e-5f);
    }
    Layer layer = layerNormalization().rmsScaling(true);
    layer.ensureBuilt(List.of(new Shape(2, 3)));
    assertEquals(1, layer.weights().size());
    assertTrue(layer.getConfig().get("rms_scaling").getAsBoolean());
  }

  @Test
  void namesThatAreNotTheClasses() {
    assertEquals("grouped_query_attention", groupQueryAttention(4, 2, 1).name());
    assertEquals("max_num_bounding_boxes", maxNumBoundingBoxes(3).name());
  }

  @Test
  void gatesOfAConvolutionalCellDropOnTheirOwn() {
    for (String format : new String[] {"channels_last", "channels_first"}) {
      TensorData x =
          format.equals("channels_last")
              ? wave(1, 1, 0, 2, 3, 5, 4, 2)
              : wave(1, 1, 0, 2, 3, 2, 5, 4);
      float[] plain = training(convLstm2d(3, 2).dataFormat(format).padding("same"), x);
      // So little is dropped that nothing is; what remains is how the gates are put together.
      float[] almost =
          training(
              convLstm2d(3, 2)
                  .dataFormat(format)
                  .padding("same")
                  .dropout(1e-9)
                  .recurrentDropout(1e-9),
              x);
      assertArrayEquals(plain, almost, 1e-5f, format);
      float[] half = training(convLstm2d(3, 2).dataFormat(format).padding("same").dropout(0.5), x);
      assertNotEquals(plain[0], half[0], 1e-6f);
    }
  }

  private static float[] training(ConvLSTM2D layer, TensorData x) {
    try (LayerRun run = LayerRun.of(layer).training(true)) {
      return run.floats(x);
    }
  }

  @Test
  void statesOfAModelAreReset() {
    Layer counting =
        simpleRnn(1)
            .activation("linear")
            .kernelInitializer("ones")
            .recurrentInitializer("ones")
            .stateful(true);
    try (Sequential model = new Sequential(input(2, 1).batchSize(1), counting)) {
      model.on("reference");
      TensorData x = TensorData.of(new float[] {1, 2}, 1, 2, 1);
      assertEquals(3, model.predictOnBatch(x).get(0).getDouble(0));
      assertEquals(6, model.predictOnBatch(x).get(0).getDouble(0));
      model.resetStates();
      assertEquals(3, model.predictOnBatch(x).get(0).getDouble(0));
      model.resetStates(counting);
      assertEquals(3, model.predictOnBatch(x).get(0).getDouble(0));
    }
  }

  @Test
  void activationsKeepTheirArguments() {
    JsonObject leaky =
        JsonParser.parseString(
                "{module: 'keras.layers', class_name: 'LeakyReLU', config: {negative_slope: 0.5},"
                    + " registered_name: null}")
            .getAsJsonObject();
    JsonObject config = dense(1).getConfig();
    config.add("activation", leaky);
    config.addProperty("kernel_initializer", "ones");
    Layer layer = Layers.REGISTRY.create("Dense", config);
    assertEquals(leaky, layer.getConfig().get("activation"));
    try (LayerRun run = LayerRun.of(layer)) {
      assertArrayEquals(
          new float[] {-1, 2}, run.floats(TensorData.of(new float[] {-2, 2}, 2, 1)), 1e-6f);
    }
    JsonObject plus =
        JsonParser.parseString(
                "{module: 'keras.activations', class_name: squareplus,"
                    + " config: {b: 9}, registered_name: null}")
            .getAsJsonObject();
    config.add("activation", plus);
    Layer other = Layers.REGISTRY.create("Dense", config);
    assertEquals(plus, other.getConfig().get("activation"));
    try (LayerRun run = LayerRun.of(other)) {
      // (x + sqrt(x^2 + 9)) / 2
      assertArrayEquals(
          new float[] {4.5f}, run.floats(TensorData.of(new float[] {4}, 1, 1)), 1e-6f);
    }
  }
}
