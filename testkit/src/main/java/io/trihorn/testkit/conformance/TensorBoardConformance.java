package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.callbacks.Callbacks;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.RunOptions;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes event files while a model trains, reads them back, and compares them with what
 * TensorBoard's own reader (2.21.0, {@code EventAccumulator}) read of such files: {@code
 * tensorboard.json}. All its numbers but those of gradients, which Keras does not write, are those
 * of Keras 3.15.1's callback for the same weights and data as well. The system property {@code
 * trihorn.tensorboard} names a folder where the files stay, for TensorBoard.
 */
public abstract class TensorBoardConformance {
  private static final double TOLERANCE = 2e-6;

  @TempDir private Path temporary;

  /** The name of the backend under test. */
  protected abstract String backend();

  private static double[][] wave(int rows, int columns, double start) {
    double[][] values = new double[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      values[i / columns][i % columns] = Math.sin(start + i);
    }
    return values;
  }

  private static float[] row(int size, double start) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.sin(start + i);
    }
    return values;
  }

  private Model model() {
    Model model = new Sequential(input(3), dense(4, "relu").name("a"), dense(1).name("b"));
    model.name("m");
    model.on(backend());
    model.setWeights(
        List.of(
            TensorData.of(row(12, 1), 3, 4),
            TensorData.of(row(4, 0.5), 4),
            TensorData.of(row(4, 2), 4, 1),
            TensorData.of(row(1, 0.1), 1)));
    return model.compile(Optimizers.sgd(0.1), "mse", "mae");
  }

  private Path train() {
    String kept = System.getProperty("trihorn.tensorboard");
    Path folder = (kept == null ? temporary : Path.of(kept)).resolve(backend());
    try (Model model = model()) {
      model.fit(
          Dataset.of(wave(8, 3, 0), wave(8, 1, 3)),
          FitOptions.epochs(2)
              .batchSize(4)
              .shuffle(false)
              .verbose(0)
              .validation(Dataset.of(wave(4, 3, 5), wave(4, 1, 7)))
              .callbacks(
                  Callbacks.tensorBoard(folder)
                      .histogramFreq(1)
                      .writeImages(true)
                      .writeGrads(true)
                      .writeStepsPerSecond(true)
                      .profileBatch(2, 3)
                      .updateFreq("batch")));
      model.evaluate(
          Dataset.of(wave(4, 3, 5), wave(4, 1, 7)),
          new RunOptions().callbacks(Callbacks.tensorBoard(folder.resolve("alone"))));
    }
    return folder;
  }

  private static JsonObject expected() throws IOException {
    try (InputStream in = TensorBoardConformance.class.getResourceAsStream("tensorboard.json");
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  /** All tags, steps, plugins and numbers are those that TensorBoard read. */
  @Test
  void filesAreAsTensorBoardReadThem() throws IOException {
    Path folder = train();
    JsonObject expected = expected();
    for (String name : expected.keySet()) {
      EventReader.Events events = EventReader.readOnly(folder.resolve(name));
      assertEquals("brain.Event:2", events.version());
      JsonObject tags = expected.getAsJsonObject(name);
      assertEquals(new TreeSet<>(tags.keySet()), events.values().keySet(), name);
      for (Map.Entry<String, JsonElement> tag : tags.entrySet()) {
        compare(
            name + " " + tag.getKey(),
            tag.getValue().getAsJsonObject(),
            events.values().get(tag.getKey()));
      }
    }
  }

  private static void compare(String where, JsonObject expected, List<EventReader.Seen> seen) {
    String plugin = expected.get("plugin").getAsString();
    assertEquals(List.of(plugin), seen.stream().map(EventReader.Seen::plugin).distinct().toList());
    assertEquals(
        expected.getAsJsonArray("steps").asList().stream().map(JsonElement::getAsLong).toList(),
        seen.stream().map(EventReader.Seen::step).toList(),
        where);
    JsonArray numbers = expected.getAsJsonArray("numbers");
    for (int i = 0; i < numbers.size(); i++) {
      JsonArray wanted = numbers.get(i).getAsJsonArray();
      List<Double> actual = seen.get(i).numbers();
      assertEquals(wanted.size(), actual.size(), where);
      for (int k = 0; k < wanted.size(); k++) {
        assertEquals(wanted.get(k).getAsDouble(), actual.get(k), TOLERANCE, where + " " + k);
      }
    }
  }

  /** The graph is one: each input is a node, and layers are scopes. */
  @Test
  void theGraphIsWhole() throws IOException {
    EventReader.Events events = EventReader.readOnly(train().resolve("train"));
    assertEquals(1, events.graphs().size());
    Map<String, List<String>> nodes = events.graphs().get(0);
    for (Map.Entry<String, List<String>> node : nodes.entrySet()) {
      for (String input : node.getValue()) {
        assertTrue(nodes.containsKey(input.replaceAll(":\\d+$", "")), node + " takes " + input);
      }
    }
    assertTrue(nodes.containsKey("m/a/matmul"), nodes.keySet().toString());
    assertTrue(nodes.containsKey("updates/a/kernel"), nodes.keySet().toString());
    String model =
        new String(events.values().get("keras").get(0).texts().get(0), StandardCharsets.UTF_8);
    assertEquals(
        "Sequential",
        JsonParser.parseString(model).getAsJsonObject().get("class_name").getAsString());
  }

  /** Images are PNG files of a weight's form; values from 0 to 1 are black to white. */
  @Test
  void imagesShowWeights() throws IOException {
    EventReader.Events events = EventReader.readOnly(train().resolve("train"));
    List<byte[]> parts = events.values().get("a/kernel/image").get(0).texts();
    List<String> sizes = new ArrayList<>();
    parts.subList(0, 2).forEach(p -> sizes.add(new String(p, StandardCharsets.UTF_8)));
    assertEquals(List.of("4", "3"), sizes);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(parts.get(2)));
    assertEquals(4, image.getWidth());
    assertEquals(3, image.getHeight());
    JsonArray pixels =
        expected()
            .getAsJsonObject("train")
            .getAsJsonObject("a/kernel/image")
            .getAsJsonArray("pixels");
    for (int i = 0; i < 12; i++) {
      assertEquals(pixels.get(i).getAsInt(), image.getRaster().getSample(i % 4, i / 4, 0), 1);
    }
  }

  /**
   * With frequencies only some steps and epochs are written: those that Keras 3.15.1 writes, with
   * one difference. Where {@code update_freq} is a number, Keras also leaves out what belongs to
   * epochs whose last step is none of those; here each epoch that is due is written.
   */
  @Test
  void onlySomeStepsAndEpochs() throws IOException {
    Path folder = temporary.resolve("some");
    try (Model model = model()) {
      model.fit(
          Dataset.of(wave(12, 3, 0), wave(12, 1, 3)),
          FitOptions.epochs(5)
              .batchSize(4)
              .verbose(0)
              .callbacks(
                  Callbacks.tensorBoard(folder)
                      .histogramFreq(2)
                      .embeddingsFreq(2)
                      .writeStepsPerSecond(true)
                      .updateFreq(2)));
    }
    Map<String, List<EventReader.Seen>> seen =
        EventReader.readOnly(folder.resolve("train")).values();
    List<Long> even = List.of(2L, 4L, 6L, 8L, 10L, 12L, 14L);
    assertEquals(even, steps(seen, "batch_loss"));
    assertEquals(even, steps(seen, "batch_steps_per_second"));
    assertEquals(List.of(0L, 2L, 4L), steps(seen, "a/kernel/histogram"));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), steps(seen, "epoch_loss"));
    try (Stream<Path> files = Files.list(folder.resolve("train"))) {
      assertEquals(
          List.of(
              "keras_embedding.ckpt-0.weights.h5",
              "keras_embedding.ckpt-2.weights.h5",
              "keras_embedding.ckpt-4.weights.h5"),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".h5"))
              .sorted()
              .toList());
    }
  }

  private static List<Long> steps(Map<String, List<EventReader.Seen>> seen, String tag) {
    return seen.get(tag).stream().map(EventReader.Seen::step).toList();
  }

  /** An evaluation of its own leaves a whole file behind. */
  @Test
  void anEvaluationAlone() throws IOException {
    Path folder = train().resolve("alone");
    assertEquals(
        List.of(4L),
        steps(
            EventReader.readOnly(folder.resolve("validation")).values(),
            "evaluation_loss_vs_iterations"));
    assertTrue(Files.notExists(folder.resolve("train")));
  }

  /** The gradients that are kept are those of the step, whether the loss is scaled or not. */
  @Test
  void keptGradientsAreThoseOfTheStep() {
    Dataset data = Dataset.of(wave(8, 3, 0), wave(8, 1, 3));
    for (Optimizer optimizer :
        List.of(Optimizers.sgd(0.1), Optimizers.lossScale(Optimizers.sgd(0.1)))) {
      try (Model model = model()) {
        Map<Weight, TensorData> expected = model.gradients(data).gradients();
        model.compile(optimizer, "mse", "mae");
        model.keepGradients(true);
        model.trainOnBatch(data);
        Map<Weight, TensorData> kept = model.keptGradients();
        assertEquals(expected.keySet(), kept.keySet());
        expected.forEach(
            (weight, gradient) -> {
              for (int i = 0; i < gradient.size(); i++) {
                assertEquals(
                    gradient.getDouble(i), kept.get(weight).getDouble(i), 1e-6, weight.name());
              }
            });
      }
    }
  }
}
