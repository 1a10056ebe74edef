package io.trihorn.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import io.trihorn.testkit.conformance.GoldenConformance;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is written here is laid out as Keras lays out the same model, to the letter. */
class KerasLayoutTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> filesOfKeras() throws IOException {
    Path models = GoldenConformance.directory().resolve("models");
    Assumptions.assumeTrue(Files.isDirectory(models), () -> "no reference data in " + models);
    try (Stream<Path> files = Files.list(models)) {
      return files.filter(file -> file.toString().endsWith(".keras")).sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private void check(Path file) throws IOException {
    Path copy = folder.resolve("copy.keras");
    try (Model model = Saving.loadModel(file)) {
      Saving.saveModel(model, copy);
    }
    try (KerasArchive expected = new KerasArchive(file);
        KerasArchive actual = new KerasArchive(copy)) {
      assertEquals(
          comparable(JsonParser.parseString(expected.text(KerasArchive.CONFIG))),
          comparable(JsonParser.parseString(actual.text(KerasArchive.CONFIG))));
      assertEquals(
          JsonParser.parseString(expected.text(KerasArchive.METADATA)).getAsJsonObject().keySet(),
          JsonParser.parseString(actual.text(KerasArchive.METADATA)).getAsJsonObject().keySet());
      assertEquals(layout(expected, file), layout(actual, copy));
    }
    try (ZipFile expected = new ZipFile(file.toFile());
        ZipFile actual = new ZipFile(copy.toFile())) {
      assertEquals(
          expected.stream().map(ZipEntry::getName).toList(),
          actual.stream().map(ZipEntry::getName).toList());
      assertTrue(actual.stream().allMatch(entry -> entry.getMethod() == ZipEntry.STORED));
    }
  }

  /**
   * Without what means nothing: the addresses by which Keras tells objects of one process apart,
   * and arguments that are given as None.
   */
  private static JsonElement comparable(JsonElement element) {
    if (element.isJsonArray()) {
      JsonArray list = new JsonArray();
      element.getAsJsonArray().forEach(e -> list.add(comparable(e)));
      return list;
    }
    if (!element.isJsonObject()) {
      return element;
    }
    JsonObject json = new JsonObject();
    element
        .getAsJsonObject()
        .asMap()
        .forEach(
            (key, value) -> {
              if (!key.equals("shared_object_id")) {
                json.add(key, key.equals("kwargs") ? given(value) : comparable(value));
              }
            });
    return json;
  }

  private static JsonElement given(JsonElement arguments) {
    JsonObject json = comparable(arguments).getAsJsonObject();
    json.asMap().values().removeIf(JsonElement::isJsonNull);
    return json;
  }

  /** Paths with element types, shapes and attributes; groups that hold nothing are left out. */
  private static Map<String, String> layout(KerasArchive archive, Path file) throws IOException {
    return KerasFormat.readWeights(
        archive,
        file,
        root -> {
          Map<String, String> layout = new TreeMap<>();
          add(root, layout);
          return layout;
        });
  }

  private static boolean add(Hdf5Group group, Map<String, String> layout) {
    boolean full = false;
    for (Hdf5Node child : group.children().values()) {
      if (child.path().equals("trihorn_random_states")) {
        continue;
      }
      if (child instanceof Hdf5Dataset dataset) {
        full = true;
        // Keras's counter is int32 on JAX and int64 on TensorFlow, as it is here.
        String type = dataset.type().toString().replace("int64[]", "int32[]");
        layout.put(child.path(), type + child.attributes());
      } else {
        full |= add((Hdf5Group) child, layout);
      }
    }
    if (full) {
      layout.put(group.path() + "/", group.attributes().toString());
    }
    return full;
  }

  @Test
  void aTrainedModelOfKeras31() throws IOException {
    Path model = GoldenConformance.directory().resolve("../../models/keras/mnist_cnn_keras3");
    Assumptions.assumeTrue(Files.isDirectory(model), () -> "no trained models in " + model);
    TensorData input = Npy.parse(Files.readAllBytes(model.resolve("input.npy")));
    TensorData expected = Npy.parse(Files.readAllBytes(model.resolve("expected.npy")));
    try (Model read = Saving.loadModel(model.resolve("model.keras")).on("reference")) {
      close(expected, read.predictOnBatch(input).get(0));
      Path copy = folder.resolve("copy.keras");
      Saving.saveModel(read, copy);
      try (Model again = Saving.loadModel(copy).on("reference")) {
        assertEquals(read.weightValues(), again.weightValues());
        assertEquals(read.optimizerValues(), again.optimizerValues());
      }
    }
  }

  private static void close(TensorData expected, TensorData actual) {
    assertEquals(expected.type(), actual.type());
    GoldenTolerance allowed = GoldenTolerance.VALUE;
    for (long i = 0; i < expected.size(); i++) {
      double wanted = expected.getDouble(i);
      double bound = allowed.absolute() + allowed.relative() * Math.abs(wanted);
      assertEquals(wanted, actual.getDouble(i), bound);
    }
  }
}
