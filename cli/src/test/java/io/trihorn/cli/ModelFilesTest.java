package io.trihorn.cli;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.conformance.ExampleModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;

/** The commands that read and write models. */
class ModelFilesTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();
  private TensorData x;
  private TensorData y;

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    return Main.execute(line, args);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @BeforeEach
  void aModelFromTheOutside() throws Exception {
    try (Model model =
        new Sequential(input(6, 6, 2), conv2d(3, 3).activation("relu"), flatten(), dense(4))) {
      model.on("reference");
      ExampleModels.fill(model, 3);
      x = ExampleModels.inputs(model, 5, 1).get(0);
      y = model.predictOnBatch(x).get(0);
      Saving.saveModel(model, directory.resolve("model.keras"));
    }
    Files.write(directory.resolve("x.npy"), Npy.bytes(x));
  }

  private void predicts(String file, String backend) throws Exception {
    String[] command = {
      "predict",
      path(file),
      "--input",
      path("x.npy"),
      "--backend",
      backend,
      "--output",
      path("y.npy")
    };
    assertEquals(0, run(command), err.toString());
    TensorData got = Npy.read(directory.resolve("y.npy"));
    assertEquals(y.type(), got.type());
    assertArrayEquals(y.toDoubleArray(), got.toDoubleArray(), 2e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "copy.keras, dl4j",
    "copy.h5, tensorflow",
    "copy.onnx, onnx",
    "copy.onnx, dl4j",
    "copy.savedmodel, tensorflow",
    "copy, tensorflow",
    "browser/model.json, onnx"
  })
  void whatIsConvertedPredictsTheSame(String copy, String backend) throws Exception {
    assertEquals(0, run("convert", path("model.keras"), path(copy)), err.toString());
    predicts(copy, backend);
    assertEquals(0, run("summary", path(copy)), err.toString());
  }

  @Test
  void aFileComesBackThroughOthers() throws Exception {
    assertEquals(0, run("convert", path("model.keras"), path("a.h5")), err.toString());
    assertEquals(0, run("convert", path("a.h5"), path("b.onnx")), err.toString());
    assertEquals(0, run("convert", path("b.onnx"), path("c")), err.toString());
    predicts("c", "tensorflow");
  }

  @Test
  void deeplearning4jReadsItsOwn() throws Exception {
    assertEquals(0, run("convert", path("model.keras"), path("m.sd")), err.toString());
    assertEquals(0, run("convert", path("model.keras"), path("m.zip")), err.toString());
    assertEquals(0, run("convert", path("model.keras"), path("m.weights.h5")), err.toString());
    var in = Nd4j.createFromArray(x.toFloatArray()).reshape('c', 5, 6, 6, 2);
    SameDiff graph = SameDiff.load(directory.resolve("m.sd").toFile(), false);
    float[] same =
        graph
            .output(Map.of(graph.inputs().get(0), in), "dense")
            .get("dense")
            .dup('c')
            .data()
            .asFloat();
    assertArrayEquals(y.toFloatArray(), same, 2e-5f);
    ComputationGraph network = ComputationGraph.load(directory.resolve("m.zip").toFile(), false);
    assertArrayEquals(y.toFloatArray(), network.output(in)[0].dup('c').data().asFloat(), 2e-5f);
  }

  @Test
  void whatCannotBeReadOrWrittenIsSaid() {
    assertEquals(1, run("summary", path("nowhere.keras")));
    assertTrue(err.toString().contains("there is no file"), err.toString());
    assertEquals(0, run("convert", path("model.keras"), path("m.sd")));
    assertEquals(1, run("summary", path("m.sd")));
    assertTrue(err.toString().contains("SameDiff"), err.toString());
    assertEquals(1, run("convert", path("model.keras"), path("m.docx")));
    assertTrue(err.toString().contains(".keras"), err.toString());
    assertEquals(1, run("predict", path("model.keras"), "--input", path("model.keras")));
  }
}
