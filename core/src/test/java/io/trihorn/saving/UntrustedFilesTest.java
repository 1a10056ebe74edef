package io.trihorn.saving;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to do harm, or by something else than Keras, are refused with the reason. */
class UntrustedFilesTest {
  @TempDir private Path folder;
  private String config;
  private byte[] weights;

  @BeforeEach
  void makeParts() throws IOException {
    try (Sequential model = new Sequential(input(2), dense(3).name("d"))) {
      model.on("reference");
      config = model.toJson();
      Path file = folder.resolve("w.weights.h5");
      Saving.saveWeights(model, file);
      weights = Files.readAllBytes(file);
      Files.delete(file);
    }
  }

  private Path zip(Map<String, byte[]> entries) {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }

  private Path keras(String json, byte[] h5) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("metadata.json", "{}".getBytes(StandardCharsets.UTF_8));
    entries.put("config.json", json.getBytes(StandardCharsets.UTF_8));
    entries.put("model.weights.h5", h5);
    return zip(entries);
  }

  private static void refused(Path file, String... words) {
    SavingException thrown = assertThrows(SavingException.class, () -> Saving.loadModel(file));
    for (String word : words) {
      assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
    }
  }

  @Test
  void thePartsAreGood() {
    try (Model model = Saving.loadModel(keras(config, weights))) {
      assertEquals(9, model.weights().stream().mapToLong(w -> w.type().size()).sum());
    }
  }

  @Test
  void missingEntries() {
    refused(zip(Map.of("model.weights.h5", weights)), "config.json");
    refused(
        zip(Map.of("config.json", config.getBytes(StandardCharsets.UTF_8))), "model.weights.h5");
    refused(folder.resolve("none.keras"), "none.keras");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("metadata.json", "[]".getBytes(StandardCharsets.UTF_8));
    entries.put("config.json", config.getBytes(StandardCharsets.UTF_8));
    entries.put("model.weights.h5", weights);
    refused(zip(entries), "metadata.json");
  }

  @Test
  void entriesThatLeadElsewhereAreNotTouched() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("../escaped.txt", new byte[] {1});
    entries.put("/tmp/trihorn-escaped.txt", new byte[] {1});
    entries.put("config.json", config.getBytes(StandardCharsets.UTF_8));
    entries.put("model.weights.h5", weights);
    Saving.loadModel(zip(entries)).close();
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    assertTrue(Files.notExists(folder.resolveSibling("escaped.txt")));
  }

  @Test
  void noJsonAndJsonThatIsNoModel() {
    refused(keras("{\"class_name\": ", weights), "JSON");
    refused(keras("[]", weights));
    refused(keras("{}", weights), "class_name");
    refused(keras("null", weights));
    refused(keras("{\"class_name\": \"Dense\", \"config\": {\"units\": 3}}", weights), "model");
    refused(keras("[".repeat(100_000), weights));
    refused(keras(config.replace("\"units\":3", "\"units\":\"many\""), weights), "units");
    refused(keras(config.replace("\"Dense\"", "\"Runtime\""), weights), "unknown layer 'Runtime'");
    refused(keras(config.replace("\"Dense\"", "\"java.lang.ProcessBuilder\""), weights), "unknown");
  }

  /** What must be there is named where it is missing, instead of a bare error of Java's. */
  @Test
  void whatIsMissingIsNamed() {
    KerasTensor in = Layers.inputTensor(Layers.input(4, 4, 1));
    try (Model model = new Model(in, conv2d(2, 3).name("c").apply(in))) {
      model.on("reference");
      String whole = model.toJson();
      refused(keras(whole.replace("\"strides\":[1,1]", "\"strides\":null"), weights), "strides");
      refused(keras(whole.replace("\"strides\":[1,1]", "\"strides\":[1,null]"), weights), "null");
      refused(keras(whole.replace("\"groups\":1", "\"groups\":0"), weights), "groups");
      refused(keras(whole.replace("\"layers\":", "\"levels\":"), weights), "layers");
      refused(keras(whole.replace("inbound_nodes", "nodes"), weights), "inbound_nodes");
      refused(keras(whole.replace("\"args\":", "\"arguments\":"), weights), "args");
      refused(keras(whole.replace("keras_history", "history"), weights), "keras_history");
      refused(
          keras(
              whole.replaceAll("\"args\":\\[.*?\\],\"kwargs\"", "\"args\":[],\"kwargs\""), weights),
          "tensor");
      refused(keras(whole.replace("\"output_layers\":", "\"outputs\":"), weights), "outputs");
    }
  }

  @Test
  void aLambdaOfPython() {
    JsonObject json = JsonParser.parseString(config).getAsJsonObject();
    JsonObject layer =
        json.getAsJsonObject("config").getAsJsonArray("layers").get(1).getAsJsonObject();
    layer.addProperty("class_name", "Lambda");
    JsonObject code = new JsonObject();
    code.addProperty("class_name", "__lambda__");
    JsonObject bytes = new JsonObject();
    bytes.addProperty("code", "4wEAAAAAAAAAAAAA");
    code.add("config", bytes);
    layer.getAsJsonObject("config").add("function", code);
    refused(keras(json.toString(), weights), "Lambda", "Python");
  }

  @Test
  void shapesTheFileDoesNotFillAreNotAllocated() {
    refused(keras(config.replace("\"units\":3", "\"units\":2000000000"), weights), "in the file");
  }

  @Test
  void weightsOfAnotherModel() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.putDataset("layers/dense/vars/0", TensorData.of(new float[6], 2, 3));
    Path file = folder.resolve("other.h5");
    Hdf5Writer.write(root, file);
    refused(keras(config, Files.readAllBytes(file)), "'d'", "2 variables here, but 1 in the file");
    refused(keras(config, new byte[100]), "HDF5");
    refused(keras(config, new byte[0]), "HDF5");
  }

  @Test
  void shardsElsewhere() throws IOException {
    Path index = folder.resolve("m.weights.json");
    try (Sequential model = new Sequential(input(2), dense(3))) {
      model.on("reference");
      for (String name : new String[] {"../x.h5", "/etc/passwd", "a/b.h5", "..", ""}) {
        Files.writeString(index, "{\"weight_map\": {\"/layers/dense/vars\": \"" + name + "\"}}");
        assertThrows(SavingException.class, () -> Saving.loadWeights(model, index));
      }
      Files.writeString(index, "{}");
      assertThrows(SavingException.class, () -> Saving.loadWeights(model, index));
    }
  }
}
