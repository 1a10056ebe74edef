package io.trihorn.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.LoadWeights;
import io.trihorn.testkit.goldens.FormulaValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights that real Keras 3.15.1 wrote, in all its forms, with and without top and with other
 * classes ({@code keras_models.py} makes them): those of a small MobileNet, and those in the folder
 * {@code -Dtrihorn.test.weights} where it is given.
 */
class KerasFilesTest {
  @TempDir private static Path unpacked;

  @TestFactory
  List<DynamicTest> areLoaded() throws IOException {
    String given = System.getProperty("trihorn.test.weights");
    Path folder = given == null ? unpack() : Path.of(given);
    JsonArray rows =
        JsonParser.parseString(Files.readString(folder.resolve("models.json"))).getAsJsonArray();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonElement row : rows) {
      JsonObject model = row.getAsJsonObject();
      for (JsonElement name : model.getAsJsonArray("files")) {
        Path file = folder.resolve(name.getAsString());
        tests.add(dynamicTest(name.getAsString(), () -> check(model, file, LoadWeights.DEFAULT)));
        tests.add(
            dynamicTest(
                name.getAsString() + " by names",
                () -> check(model, file, LoadWeights.DEFAULT.matchingNames())));
      }
    }
    return tests;
  }

  private static Path unpack() throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(KerasFilesTest.class.getResourceAsStream("weights.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, unpacked.resolve(entry.getName()));
      }
    }
    return unpacked;
  }

  private static void check(JsonObject row, Path file, LoadWeights how) {
    Application<?> application = Applications.named(row.get("name").getAsString());
    row.getAsJsonObject("options")
        .entrySet()
        .forEach(option -> set(application, option.getKey(), option.getValue()));
    try (Model model = application.weights(file, how).build().on("reference")) {
      List<TensorData> wanted = FormulaValues.weights(model);
      List<TensorData> made = model.weightValues();
      assertTrue(made.size() > 10);
      for (int i = 0; i < made.size(); i++) {
        assertEquals(wanted.get(i).type(), made.get(i).type());
        for (long k = 0; k < made.get(i).size(); k++) {
          assertEquals(
              wanted.get(i).getDouble(k),
              made.get(i).getDouble(k),
              1e-6,
              model.weights().get(i).variable().name());
        }
      }
    }
  }

  private static void set(Application<?> application, String option, JsonElement value) {
    switch (option) {
      case "alpha" -> ((MobileNet) application).alpha(value.getAsDouble());
      case "classes" -> application.classes(value.getAsInt());
      case "include_top" -> application.includeTop(value.getAsBoolean());
      case "pooling" -> application.pooling(value.getAsString());
      case "size" -> application.inputShape(value.getAsLong(), value.getAsLong(), 3);
      default -> throw new IllegalArgumentException(option);
    }
  }
}
