package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.optimizers.SGD;
import io.trihorn.quantizers.Int4QuantizationConfig;
import io.trihorn.quantizers.Int8QuantizationConfig;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in few bits and with LoRA: what changes, what stays, and what is refused. */
class QuantizeTest {
  private static final float[][] X = {{1, -2, 0.5f}, {0, 3, -1}, {-1, 0.25f, 2}, {2, 2, 2}};
  private static final float[][] Y = {{1}, {0}, {-1}, {2}};

  private Sequential model;

  @BeforeEach
  void make() {
    model =
        new Sequential(
            Layers.input(3), Layers.dense(8, "tanh").name("a"), Layers.dense(1).name("b"));
    model.on("reference").seed(3);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private float[] predict() {
    return model.predict(X).toFloatArray();
  }

  @Test
  void eightBitsAreNearTheFloatsAndTakeTheirPlace() {
    float[] before = predict();
    model.quantize("int8");
    assertArrayEquals(before, predict(), 0.05f);
    assertEquals(
        List.of(DataType.FLOAT32, DataType.INT8, DataType.FLOAT32),
        model.layer("a").weights().stream().map(w -> w.type().dtype()).toList());
    assertEquals(
        List.of("bias", "bias"), model.trainableWeights().stream().map(w -> w.name()).toList());
  }

  @Test
  void aModelThatSharesALayerSeesItQuantized() {
    KerasTensor in = Layers.inputTensor(Layers.input(3));
    Model head = new Model(in, model.layer("a").apply(in));
    head.on("reference");
    float[] before = head.predict(X).toFloatArray();
    model.quantize(new Int4QuantizationConfig());
    float[] after = head.predict(X).toFloatArray();
    assertArrayEquals(before, after, 0.3f);
    assertNotEquals(before[0], after[0]);
    head.close();
  }

  @Test
  void onlyTheLayersThatTheFilterWants() {
    model.quantize(new Int8QuantizationConfig(), layer -> layer.name().equals("b"));
    assertEquals("float32", model.layer("a").dtypePolicy().name());
    assertEquals("int8_from_float32", model.layer("b").dtypePolicy().name());
  }

  @Test
  void loraTrainsTheThinMatricesAndLeavesTheKernel(@TempDir Path folder) {
    Layer a = model.layer("a");
    a.enableLora(2, 4.0);
    float[] before = predict();
    TensorData kernel = model.weightValues().get(0);
    model.compile(new SGD(), "mse");
    double first = model.fit(X, Y, FitOptions.epochs(1)).values().get("loss").get(0);
    double last = model.fit(X, Y, FitOptions.epochs(30)).values().get("loss").get(29);
    assertTrue(last < first / 2, first + " to " + last);
    assertEquals("kernel", model.weights().get(0).name());
    assertArrayEquals(kernel.toFloatArray(), model.weightValues().get(0).toFloatArray());
    float[] trained = predict();
    assertNotEquals(before[0], trained[0]);
    Saving.saveModel(model, folder.resolve("lora.keras"));
    try (Model loaded = Saving.loadModel(folder.resolve("lora.keras"), false)) {
      loaded.on("reference");
      assertArrayEquals(trained, loaded.predict(X).toFloatArray(), 1e-5f);
      // What was trained is in the kernel, and the matrices can be trained again.
      List<TensorData> values =
          loaded.layer("a").weights().size() == 4 ? loaded.weightValues() : null;
      assertNotEquals(kernel.getDouble(0), values.get(0).getDouble(0));
      assertNotEquals(0, values.get(2).getDouble(0));
      assertEquals(0, values.get(3).getDouble(0));
    }
  }

  @Test
  void quantizedAttentionIsSavedWithThePoliciesOfItsParts(@TempDir Path folder) throws IOException {
    for (String mode : List.of("int8", "int4")) {
      KerasTensor in = Layers.inputTensor(Layers.input(4, 6));
      Path file = folder.resolve("attention_" + mode + ".keras");
      TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, 2, 4, 6));
      for (long i = 0; i < x.size(); i++) {
        x.setDouble(i, Math.sin(i));
      }
      TensorData before;
      try (Model attention =
          new Model(
              in,
              new MultiHeadAttention(2, 3).name("m").applyAll(List.of(in, in), Map.of()).get(0))) {
        attention.on("reference").quantize(mode);
        before = attention.predictOnBatch(x).get(0);
        Saving.saveModel(attention, file);
      }
      try (Model loaded = Saving.loadModel(file, false)) {
        loaded.on("reference");
        assertEquals(before, loaded.predictOnBatch(x).get(0));
      }
      String kept = System.getProperty("trihorn.test.keep");
      if (kept != null) {
        String name = Path.of(kept).resolve("attention_" + mode).toString();
        Files.copy(file, Path.of(name + ".keras"));
        Files.write(Path.of(name + ".x.npy"), Npy.bytes(x));
        Files.write(Path.of(name + ".y.npy"), Npy.bytes(before));
      }
    }
  }

  @Test
  void modelsInFloat8Train() {
    model.quantize("float8");
    model.compile(new SGD(0.05), "mse");
    List<Double> losses = model.fit(X, Y, FitOptions.epochs(60)).values().get("loss");
    assertTrue(losses.get(59) < losses.get(0) / 4, losses.toString());
  }

  @Test
  void mistakesAreTold() {
    assertEquals(
        "unknown quantization mode 'int2'; by name there are [float8, int4, int8]",
        assertThrows(UnknownNameException.class, () -> model.quantize("int2")).getMessage());
    Layer a = model.layer("a");
    a.enableLora(2);
    assertEquals(
        "layer 'a' (Dense): LoRA is enabled already",
        assertThrows(ConfigException.class, () -> a.enableLora(3)).getMessage());
    model.quantize("int8");
    assertEquals(
        "the dtype policy int8_from_float32 is quantized already",
        assertThrows(ConfigException.class, () -> model.quantize("int8")).getMessage());
    assertEquals(
        "layer 'dropout' (Dropout) cannot be adapted by LoRA; Dense, EinsumDense, Embedding and"
            + " convolutions can",
        assertThrows(
                ConfigException.class,
                () -> {
                  KerasTensor in = Layers.inputTensor(Layers.input(3));
                  Layer dropout = Layers.dropout(0.5);
                  dropout.apply(in);
                  dropout.enableLora(1);
                })
            .getMessage());
    assertEquals(
        "layer 'dense' (Dense) has no weights yet that LoRA could adapt; build the model before",
        assertThrows(ConfigException.class, () -> Layers.dense(2).enableLora(1)).getMessage());
    Model half =
        DtypePolicy.using("mixed_float16", () -> new Sequential(Layers.input(3), Layers.dense(2)));
    half.on("reference");
    assertThrows(ConfigException.class, () -> half.quantize("int8"));
    half.close();
  }
}
