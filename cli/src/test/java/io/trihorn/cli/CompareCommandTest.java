package io.trihorn.cli;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Comparison;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import io.trihorn.saving.Saving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engines' layers held to each other, and measured, by name and on the command line. */
class CompareCommandTest {
  @TempDir private Path directory;
  private Path model;
  private Path images;

  private static Sequential network() {
    Sequential network =
        new Sequential(
            input(8, 8, 2),
            conv2d(4, 3).padding("same").activation("relu").name("c"),
            batchNormalization().name("n"),
            maxPooling2d(2).name("p"),
            flatten().name("f"),
            dense(3, "softmax").name("d"));
    network.seed(4).on("reference");
    return network;
  }

  private static TensorData random() {
    TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, 5, 8, 8, 2));
    Random random = new Random(3);
    for (long i = 0; i < x.size(); i++) {
      x.setDouble(i, random.nextGaussian());
    }
    return x;
  }

  @BeforeEach
  void write() throws Exception {
    model = directory.resolve("m.keras");
    images = Files.write(directory.resolve("x.npy"), Npy.bytes(random()));
    try (Sequential network = network()) {
      Saving.saveModel(network, model);
    }
  }

  private int run(String... arguments) {
    return Main.execute(Main.commandLine(), arguments);
  }

  @ParameterizedTest
  @CsvSource({"reference,dl4j", "reference,tensorflow", "tensorflow,onnx"})
  void enginesAgreeLayerByLayer(String first, String second) {
    try (Sequential network = network()) {
      Comparison found = network.compare(random(), first, second);
      assertEquals(5, found.layers().size());
      assertEquals(6, found.gradients().size());
      assertTrue(found.worst().relative() < 1e-5, found::toString);
    }
  }

  @Test
  void theToleranceDecides() throws Exception {
    String[] said = {"compare", model.toString(), "--input", images.toString()};
    Path picture = directory.resolve("differences.svg");
    assertEquals(
        0,
        run(
            said[0],
            said[1],
            said[2],
            said[3],
            "--backends=reference,onnx",
            "--picture=" + picture));
    assertTrue(Files.readString(picture).contains("<svg"));
    assertEquals(1, run(said[0], said[1], said[2], said[3], "--tolerance=-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void everyEngineIsMeasured(String backend) {
    assertEquals(
        0, run("profile", model.toString(), "--input", images.toString(), "--backend", backend));
  }

  /** Steps of training, as text and in both files. */
  @Test
  void stepsOfTrainingAreMeasured() throws Exception {
    float[][] classes = new float[5][3];
    classes[1][2] = 1;
    Path targets = Files.write(directory.resolve("y.npy"), Npy.bytes(HostValues.of(classes)));
    Path flame = directory.resolve("flame.txt");
    Path trace = directory.resolve("trace.json");
    List<String> arguments =
        List.of(
            "profile",
            model.toString(),
            "--input=" + images,
            "--target=" + targets,
            "--loss=mse",
            "--backend=onnx",
            "--runs=2",
            "--flame=" + flame,
            "--trace=" + trace);
    assertEquals(0, run(arguments.toArray(new String[0])));
    assertTrue(Files.readString(flame).lines().anyMatch(line -> line.matches(".*;c;Conv \\d+")));
    assertTrue(Files.readString(trace).startsWith("{\"traceEvents\":[{\"ph\":\"M\""));
  }
}
