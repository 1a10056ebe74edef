package io.trihorn.saving;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.reshape;
import static io.trihorn.layers.Layers.timeDistributed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers in a JSON file and weights in an HDF5 file, as the KotlinDL of old has its models. */
class SeparateFilesTest {
  @TempDir Path directory;
  private Path layers;
  private Path weights;

  @BeforeEach
  void save() throws IOException {
    layers = directory.resolve("modelConfig.json");
    weights = directory.resolve("weights.h5");
    try (Model model = new Sequential(input(3), dense(2)).on("reference")) {
      Files.writeString(layers, model.toJson());
      Saving.saveWeights(model, weights);
    }
    Files.writeString(directory.resolve("a.json"), "{\"labels\": [\"cat\", \"dog\"]}");
  }

  private void assertNamesBoth(Path given) {
    String message =
        assertThrows(SavingException.class, () -> Saving.loadModel(given)).getMessage();
    assertTrue(message.startsWith(given + " "), message);
    assertTrue(message.contains("Saving.modelFromJson(Files.readString(Path.of(\"" + layers));
    assertTrue(message.contains("Saving.loadWeights(model, Path.of(\"" + weights), message);
  }

  @Test
  void eachOfTheFilesAndTheirDirectorySayWhatToDo() throws IOException {
    assertNamesBoth(weights);
    assertNamesBoth(layers);
    assertNamesBoth(directory);
    try (Model model = Saving.modelFromJson(Files.readString(layers)).on("reference")) {
      Saving.loadWeights(model, weights);
      assertEquals(2, model.getWeights().size());
    }
  }

  @Test
  void withoutTheOtherFileItIsSaidWhatIsMissing() throws IOException {
    Files.delete(layers);
    String message =
        assertThrows(SavingException.class, () -> Saving.loadModel(weights)).getMessage();
    assertTrue(message.contains("the JSON file that was saved with it"), message);
  }

  @Test
  void allLayersThatAreUnknownAreTold() throws IOException {
    String text = Files.readString(layers);
    String two = text.replace("\"InputLayer\"", "\"Door\"").replace("\"Dense\"", "\"Wall\"");
    String message =
        assertThrows(SavingException.class, () -> Saving.modelFromJson(two)).getMessage();
    assertTrue(message.contains("2 names are unknown:\n  unknown layer 'Door'"), message);
    assertTrue(message.contains("\n  unknown layer 'Wall'"), message);
    KerasTensor x = inputTensor(3);
    Layer inner = new Sequential(input(3), dense(2));
    Layer wrapped = timeDistributed(new Sequential(input(2), dense(2)));
    KerasTensor y = wrapped.apply(reshape(1, 2).apply(dense(2).apply(inner.apply(x))));
    String functional =
        new Model(x, y)
            .toJson()
            .replace("\"class_name\":\"Dense\"", "\"class_name\":\"Wall\"")
            .replace("\"class_name\":\"Reshape\"", "\"class_name\":\"Crease\"");
    message =
        assertThrows(SavingException.class, () -> Saving.modelFromJson(functional)).getMessage();
    assertTrue(message.contains("2 names are unknown:"), message);
    assertTrue(message.contains("unknown layer 'Crease'"), message);
    assertTrue(message.contains("unknown layer 'Wall'"), message);
  }
}
