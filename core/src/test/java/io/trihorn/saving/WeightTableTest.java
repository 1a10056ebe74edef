package io.trihorn.saving;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.multiHeadAttention;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightTableTest {
  @TempDir Path directory;

  private static Model small() {
    return new Sequential(
            input(2),
            dense(3).name("first"),
            layerNormalization().name("norm"),
            dense(1).name("last"))
        .on("reference");
  }

  private static TensorData numbers(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    IntStream.range(0, (int) data.size()).forEach(i -> data.setDouble(i, i));
    return data;
  }

  @Test
  void axesAreTurned() {
    WeightTable table =
        new WeightTable()
            .row("first/kernel", "fc.weight", "o i -> i o")
            .row("first/bias", "fc.bias");
    try (Model model = small()) {
      Map<String, TensorData> file =
          Map.of(
              "fc.weight", numbers(3, 2).cast(DataType.FLOAT64),
              "fc.bias", numbers(3),
              "other", numbers(1));
      assertEquals(Set.of("other"), table.load(model, file));
      assertArrayEquals(new float[] {0, 2, 4, 1, 3, 5}, model.weightValues().get(0).toFloatArray());
      assertEquals(numbers(3, 2), table.tensors(model).get("fc.weight"));
    }
  }

  /** One matrix of queries, keys and values; the value of head 1 is in the last rows. */
  @Test
  void severalWeightsAreOneTensor() {
    KerasTensor x = inputTensor(4, 5);
    Model model =
        new Model(x, multiHeadAttention(2, 3).name("a").applyAll(List.of(x, x), Map.of()).get(0))
            .on("reference");
    WeightTable table = new WeightTable();
    List<String> parts = List.of("query", "key", "value");
    for (int i = 0; i < 3; i++) {
      table.row("a/" + parts.get(i) + "/kernel", "qkv", "(part h d) i -> i h d", i, 3);
    }
    try (model) {
      TensorData merged = numbers(18, 5);
      table.load(model, Map.of("qkv", merged));
      // Element (i, h, d) of the value is at the row 2 * 6 + h * 3 + d.
      TensorData value = model.variableValues(model.layers().get(1).weights()).get(4);
      assertArrayEquals(new long[] {5, 2, 3}, value.type().dims());
      assertEquals((12 + 3 + 2) * 5 + 4, value.getDouble(4 * 6 + 3 + 2));
      assertEquals(merged, table.tensors(model).get("qkv"));
    }
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    WeightTable table =
        new WeightTable().row("first/kernel", "a", "o i -> i o").row("last/bias", "b");
    try (Model model = small()) {
      List<TensorData> before = model.weightValues();
      String message =
          assertThrows(SavingException.class, () -> table.load(model, Map.of("a", numbers(2, 3))))
              .getMessage();
      assertTrue(message.contains("'a' should be [3, 2]"), message);
      assertTrue(message.contains("no tensor 'b' for 'last/bias'"), message);
      assertEquals(before, model.weightValues());
      WeightTable unknown = new WeightTable().row("lost/bias", "b");
      assertThrows(SavingException.class, () -> unknown.load(model, Map.of()));
      assertThrows(SavingException.class, () -> unknown.tensors(model));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new WeightTable().row("a", "b", "o i -> i u"));
    assertThrows(IllegalArgumentException.class, () -> new WeightTable().row("a", "b", "o i"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "weights.npz"})
  void weightsByTheirNames(String name) throws IOException {
    Path file = directory.resolve(name);
    try (Model saved = small();
        Model loaded = small();
        Model other = new Sequential(input(2), dense(4).name("first"), dense(1).name("odd"))) {
      saved.seed(3);
      Saving.saveWeights(saved, file);
      Saving.loadWeights(loaded, file);
      assertEquals(saved.weightValues(), loaded.weightValues());
      other.on("reference");
      assertThrows(SavingException.class, () -> Saving.loadWeights(other, file));
      Map<String, String> left =
          Saving.loadWeights(other, file, LoadWeights.DEFAULT.skippingMismatch());
      assertEquals(Set.of("first", "odd"), left.keySet());
    }
  }

  /** By the name, and by what is in a file of another name. */
  @Test
  void picklesAreRefused() throws IOException {
    Path archive = directory.resolve("weights.safetensors");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.closeEntry();
    }
    Path old = Files.write(directory.resolve("old.npz"), new byte[] {(byte) 0x80, 2, (byte) 0x8a});
    Map<String, Path> files = new HashMap<>(Map.of("archive", archive, "old", old));
    for (String ending : List.of(".pt", ".pth", ".bin")) {
      files.put(ending, Files.write(directory.resolve("model" + ending), new byte[8]));
    }
    try (Model model = small()) {
      files.forEach(
          (kind, file) -> {
            String message =
                assertThrows(SavingException.class, () -> Saving.loadWeights(model, file))
                    .getMessage();
            assertTrue(message.contains("pickle is code"), kind + ": " + message);
            assertTrue(message.contains("safetensors.torch.save_file"), message);
          });
    }
    assertThrows(SavingException.class, () -> Saving.loadModel(files.get(".pt")));
  }
}
