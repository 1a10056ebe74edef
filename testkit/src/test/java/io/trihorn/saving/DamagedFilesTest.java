package io.trihorn.saving;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import io.trihorn.testkit.conformance.GoldenConformance;
import io.trihorn.testkit.conformance.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Assertions;

/** Whatever bytes of a file are changed: it loads, or it is refused; nothing else happens. */
class DamagedFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<JsonElement> VALUES =
      Stream.of(
              "null",
              "true",
              "-1",
              "0",
              "1",
              "2",
              "1e9",
              "2147483647",
              "1e308",
              "0.5",
              "\"\"",
              "\"relu\"",
              "\"Dense\"",
              "\"float16\"",
              "[]",
              "{}",
              "[1000000000, 1000000000]",
              "[null, null, null]")
          .map(JsonParser::parseString)
          .toList();

  private static Path folder;
  private static final List<Path> WHOLE = new ArrayList<>();
  private static final List<Path> WEIGHTS = new ArrayList<>();
  private static Model model;

  @BeforeContainer
  static void write() throws IOException {
    folder = Files.createTempDirectory("trihorn");
    model = Zoo.compiled("reference");
    Path whole = folder.resolve("zoo.keras");
    Saving.saveModel(model, whole);
    WHOLE.add(whole);
    Path weights = folder.resolve("zoo.weights.h5");
    Saving.saveWeights(model, weights);
    WEIGHTS.add(weights);
    Path goldens = GoldenConformance.directory().resolve("models");
    if (Files.isDirectory(goldens)) {
      try (Stream<Path> files = Files.list(goldens)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          if (file.toString().endsWith(".keras")) {
            WHOLE.add(file);
          } else if (file.toString().endsWith(".weights.h5")) {
            WEIGHTS.add(file);
          }
        }
      }
    }
  }

  @AfterContainer
  static void remove() throws IOException {
    model.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Bytes changed, cut off, repeated, or put in other places. */
  private static byte[] damaged(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0xff);
        case 4 -> {
          int length = Math.min(16, bytes.length - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
        }
        default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
    }
    return bytes;
  }

  private static void tried(String name, byte[] bytes, Trial trial) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    Assertions.assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          try {
            trial.on(file);
          } catch (SavingException e) {
            Assertions.assertFalse(e.getMessage().isBlank());
          }
        });
  }

  private interface Trial {
    void on(Path file);
  }

  @Property(tries = 600)
  void wholeModels(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path file = WHOLE.get(random.nextInt(WHOLE.size()));
    tried("damaged.keras", damaged(file, random), path -> Saving.loadModel(path).close());
  }

  @Property(tries = 600)
  void configurations(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path file = WHOLE.get(random.nextInt(WHOLE.size()));
    try (KerasArchive archive = new KerasArchive(file)) {
      JsonElement config = JsonParser.parseString(archive.text(KerasArchive.CONFIG));
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        replaceOne(config, random);
      }
      Path weights = folder.resolve("weights.h5");
      Files.write(weights, archive.bytes(KerasArchive.WEIGHTS, 1 << 24));
      Path made = folder.resolve("made.keras");
      KerasArchive.write(made, "{}", config.toString(), weights, Map.of());
      tried("damaged.keras", Files.readAllBytes(made), path -> Saving.loadModel(path).close());
    }
  }

  /** Puts another value in a place anywhere in a tree. */
  private static void replaceOne(JsonElement root, Random random) {
    List<JsonElement> inner = new ArrayList<>();
    collect(root, inner);
    JsonElement parent = inner.get(random.nextInt(inner.size()));
    JsonElement value =
        random.nextBoolean()
            ? VALUES.get(random.nextInt(VALUES.size())).deepCopy()
            : inner.get(random.nextInt(inner.size())).deepCopy();
    if (parent.isJsonArray() && !parent.getAsJsonArray().isEmpty()) {
      parent.getAsJsonArray().set(random.nextInt(parent.getAsJsonArray().size()), value);
    } else if (parent.isJsonObject() && !parent.getAsJsonObject().isEmpty()) {
      List<String> keys = List.copyOf(parent.getAsJsonObject().keySet());
      String key = keys.get(random.nextInt(keys.size()));
      if (random.nextInt(5) == 0) {
        parent.getAsJsonObject().remove(key);
      } else {
        parent.getAsJsonObject().add(key, value);
      }
    }
  }

  private static void collect(JsonElement element, List<JsonElement> inner) {
    if (element.isJsonArray()) {
      inner.add(element);
      element.getAsJsonArray().forEach(e -> collect(e, inner));
    } else if (element.isJsonObject()) {
      inner.add(element);
      element.getAsJsonObject().asMap().values().forEach(e -> collect(e, inner));
    }
  }

  @Property(tries = 1500)
  void weights(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path file = WEIGHTS.get(random.nextInt(WEIGHTS.size()));
    LoadWeights options = new LoadWeights(random.nextBoolean(), random.nextBoolean());
    tried(
        "damaged.weights.h5",
        damaged(file, random),
        path -> Saving.loadWeights(model, path, options));
  }
}
