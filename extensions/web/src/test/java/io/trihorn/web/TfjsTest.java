package io.trihorn.web;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of TensorFlow.js without it: what is refused, what is in the files, what is read. */
class TfjsTest {
  @TempDir private Path folder;

  private String refused(Model model) {
    try (model) {
      return assertThrows(ConfigException.class, () -> Tfjs.export(model, folder)).getMessage();
    }
  }

  @Test
  void allThatIsMissingIsNamedAtOnce() {
    String message =
        refused(
            new Sequential(
                input(8, 3),
                conv1d(4, 3).padding("causal").name("early"),
                groupNormalization(2).name("groups"),
                dense(4, "hard_sigmoid").name("hard"),
                gru(3).name("after"),
                dense(2).kernelInitializer("identity").name("same")));
    assertTrue(message.contains("Conv1D 'early': padding can only be one of"), message);
    assertTrue(message.contains("GroupNormalization 'groups': it has no such layer"), message);
    assertTrue(message.contains("Dense 'hard': activation: it has no activation"), message);
    assertTrue(
        message.contains("GRU 'after': reset_after can only be false, but is true"), message);
    assertFalse(message.contains("'same'"), message);
    assertFalse(Files.exists(folder.resolve(Tfjs.MODEL)));
  }

  @Test
  void masksGoOnlyToWhatTakesThem() {
    String message =
        refused(
            new Sequential(
                Layers.input(5).dtype("int32"),
                embedding(7, 3).maskZero(true),
                dense(3),
                globalAveragePooling1d().name("mean")));
    assertTrue(message.contains("GlobalAveragePooling1D 'mean': a mask comes to it"), message);
    assertFalse(message.contains("Dense"), message);
  }

  @Test
  void otherTypesAreRefused() {
    Model half =
        DtypePolicy.using("mixed_float16", () -> new Sequential(input(3), dense(2).name("half")));
    assertTrue(refused(half).contains("Dense 'half': it computes in float32 only"));
  }

  @Test
  void trainingThatIsNotThereIsRefusedAndCanBeLeftOut() {
    try (Model model = new Sequential(input(3), dense(2).name("two"), batchNormalization())) {
      model.compile(Optimizers.adamw(1e-3), "kl_divergence", "precision");
      String message =
          assertThrows(ConfigException.class, () -> Tfjs.export(model, folder)).getMessage();
      assertTrue(message.contains("optimizer AdamW: there is no such one"), message);
      assertTrue(message.contains("metric Precision: there is no such one"), message);
      Tfjs.export(model, folder, false);
      try (Model loaded = Tfjs.load(folder.resolve(Tfjs.MODEL))) {
        assertEquals(null, loaded.compilation());
      }
    }
    try (Model model = new Sequential(input(3), dense(2))) {
      model.compile(Optimizers.sgd(0.1).clipnorm(1.0), "mse");
      String message =
          assertThrows(ConfigException.class, () -> Tfjs.export(model, folder)).getMessage();
      assertTrue(message.contains("optimizer SGD: it has no clipnorm, which is 1.0"), message);
    }
  }

  @Test
  void argumentsOfUsesAreRefused() {
    KerasTensor x = inputTensor(4, 3);
    KerasTensor y = lstm(3).applyAll(List.of(x), Map.of("training", true)).get(0);
    assertTrue(refused(new Model(x, y)).contains("it is called with training"));
  }

  @Test
  void weightsAreInFilesOfFourMegabytes() throws IOException {
    try (Model model = new Sequential(input(1_000), dense(3_000).useBias(false))) {
      Tfjs.export(model, folder);
      JsonObject json =
          JsonParser.parseString(Files.readString(folder.resolve(Tfjs.MODEL))).getAsJsonObject();
      assertEquals("layers-model", json.get("format").getAsString());
      JsonArray paths =
          json.getAsJsonArray("weightsManifest").get(0).getAsJsonObject().getAsJsonArray("paths");
      assertEquals(3, paths.size());
      assertEquals(4 << 20, Files.size(folder.resolve(paths.get(0).getAsString())));
      assertEquals(12_000_000 - (8 << 20), Files.size(folder.resolve(paths.get(2).getAsString())));
      try (Model loaded = Tfjs.load(folder.resolve(Tfjs.MODEL))) {
        assertEquals(model.weightValues(), loaded.weightValues());
      }
    }
  }

  @Test
  void aNewModelTakesThePlaceOfTheOld() throws IOException {
    for (int units : new int[] {5, 2}) {
      try (Model model = new Sequential(input(3), dense(units))) {
        Tfjs.export(model, folder);
        try (Model loaded = Tfjs.load(folder.resolve(Tfjs.MODEL))) {
          assertEquals(model.weightValues(), loaded.weightValues());
        }
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  /** As TensorFlow.js 4.22.0 writes it, with weights packed as its converter packs them. */
  @Test
  void readsPackedWeightsOfTheConverter() throws IOException {
    String dense =
        "{'class_name': 'Dense', 'config': {'units': 2, 'activation': 'relu', 'use_bias': true,"
            + " 'kernel_regularizer': null, 'name': 'd', 'trainable': true,"
            + " 'batch_input_shape': [null, 2], 'dtype': 'float32'}}";
    String json =
        "{'modelTopology': {'class_name': 'Sequential', 'config': {'name': 's', 'layers': ["
            + dense
            + "]}, 'keras_version': 'tfjs-layers 4.22.0', 'backend': 'tensor_flow.js'},"
            + " 'weightsManifest': [{'paths': ['a.bin', 'b.bin'], 'weights': ["
            + "{'name': 'd/kernel', 'shape': [2, 2], 'dtype': 'float32', 'quantization':"
            + " {'min': -1.0, 'scale': 0.5, 'dtype': 'uint8'}},"
            + "{'name': 'd/bias', 'shape': [2], 'dtype': 'float32', 'quantization':"
            + " {'dtype': 'float16'}}]}]}";
    Files.writeString(folder.resolve("model.json"), json.replace('\'', '"'));
    Files.write(folder.resolve("a.bin"), new byte[] {0, 1, 2});
    ByteBuffer rest = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
    rest.put((byte) 255).putShort((short) 0x3c00).putShort((short) 0xc100);
    Files.write(folder.resolve("b.bin"), rest.array());
    try (Model model = Tfjs.load(folder.resolve("model.json")).on("reference")) {
      List<TensorData> values = model.weightValues();
      assertArrayEquals(new double[] {-1, -0.5, 0, 126.5}, values.get(0).toDoubleArray());
      assertArrayEquals(new double[] {1, -2.5}, values.get(1).toDoubleArray());
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path file = folder.resolve(Tfjs.MODEL);
    Files.writeString(file, "{\"format\": \"graph-model\"}");
    assertTrue(failure(file).contains("is a graph-model"), failure(file));
    try (Model model = new Sequential(input(3), dense(2).name("d"))) {
      Files.delete(file);
      Tfjs.export(model, folder);
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("weights_00000.bin", "../weights_00000.bin"));
    assertTrue(failure(file).contains("name of a file in the same folder"), failure(file));
    Files.writeString(file, whole.replace("\"d/kernel\"", "\"e/kernel\""));
    assertTrue(failure(file).contains("not in the files, [d/kernel]"), failure(file));
    Files.writeString(file, whole.replace("\"shape\":[3,2]", "\"shape\":[3,2000000000]"));
    assertTrue(failure(file).contains("its weights take"), failure(file));
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertTrue(failure(file).contains("is no JSON"), failure(file));
  }

  @Test
  void savingSaysWhoReadsIt() {
    try (Model model = new Sequential(input(3), dense(2))) {
      Tfjs.export(model, folder);
    }
    Path file = folder.resolve(Tfjs.MODEL);
    String message = assertThrows(SavingException.class, () -> Saving.loadModel(file)).getMessage();
    assertTrue(message.contains("a model of TensorFlow.js"), message);
  }

  private static String failure(Path file) {
    return assertThrows(SavingException.class, () -> Tfjs.load(file)).getMessage();
  }

  /** Every layer that the table has is in a model that TensorFlow.js runs. */
  @Test
  void examplesHaveAllLayersOfTheTable() {
    Set<String> left = new HashSet<>(ClassRule.layers());
    for (WebModels.Example example : WebModels.all()) {
      try (Model model = example.make().get()) {
        seen(model, left);
      }
    }
    // What only these names stand for there.
    left.removeAll(Set.of("ThresholdedReLU"));
    assertEquals(Set.of(), left);
  }

  private static void seen(Layer layer, Set<String> left) {
    left.remove(layer.className());
    layer.children().forEach(child -> seen(child, left));
  }
}
