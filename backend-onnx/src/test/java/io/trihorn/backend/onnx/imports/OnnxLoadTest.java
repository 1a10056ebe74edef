package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.longs;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading ONNX files: open batches, weights, options, data files, and what is refused. */
class OnnxLoadTest {
  @TempDir Path directory;

  private static GraphProto.Builder affine() {
    return graph(List.of(input("x", "batch", 2)), List.of("y"))
        .addInitializer(floats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6))
        .addInitializer(floats("b", List.of(3L), 10, 20, 30))
        .addNode(node("MatMul", List.of("x", "w"), List.of("p")))
        .addNode(node("Add", List.of("p", "b"), List.of("y")));
  }

  private static float[] run(Model model, String backend, TensorData... inputs) {
    try (model) {
      return model.on(backend).predictOnBatch(inputs).get(0).toFloatArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void batchIsOpen(String backend) throws IOException {
    Model loaded = Onnx.load(write(directory, model(affine(), 13)));
    assertEquals(-1, loaded.inputs().get(0).shape().get(0));
    assertEquals(-1, loaded.outputs().get(0).shape().get(0));
    try (loaded) {
      loaded.on(backend);
      assertArrayEquals(
          new float[] {19, 32, 45},
          loaded.predictOnBatch(TensorData.of(new float[] {1, 2}, 1, 2)).get(0).toFloatArray());
      assertArrayEquals(
          new float[] {11, 22, 33, 14, 25, 36},
          loaded
              .predictOnBatch(TensorData.of(new float[] {1, 0, 0, 1}, 2, 2))
              .get(0)
              .toFloatArray());
    }
  }

  /** What exporters write for {@code x.view(x.shape[0], -1)}. */
  @Test
  void shapesAreComputedFromShapes() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 2, 3)), List.of("y"))
            .addInitializer(longs("zero", List.of(), 0))
            .addInitializer(longs("axes", List.of(1L), 0))
            .addInitializer(longs("rest", List.of(1L), -1))
            .addNode(node("Shape", List.of("x"), List.of("shape")))
            .addNode(node("Gather", List.of("shape", "zero"), List.of("n"), integer("axis", 0)))
            .addNode(node("Unsqueeze", List.of("n", "axes"), List.of("n1")))
            .addNode(node("Concat", List.of("n1", "rest"), List.of("wanted"), integer("axis", 0)))
            .addNode(node("Reshape", List.of("x", "wanted"), List.of("y")));
    Model loaded = Onnx.load(write(directory, model(g, 13)));
    assertEquals("(-1, 6)", loaded.outputs().get(0).shape().toString());
    loaded.close();
  }

  @Test
  void initializersAreWeights() throws IOException {
    Path file = write(directory, model(affine(), 13));
    try (Model all = Onnx.load(file);
        Model some = Onnx.load(file, new LoadOptions().trainable(n -> n.equals("b")))) {
      assertEquals(List.of("w", "b"), all.trainableWeights().stream().map(Weight::name).toList());
      assertEquals(List.of("b"), some.trainableWeights().stream().map(Weight::name).toList());
      assertEquals(2, some.weights().size());
      assertArrayEquals(
          new float[] {10, 20, 30}, some.on("reference").weightValues().get(0).toFloatArray());
    }
  }

  /** Single numbers are none, and neither are numbers that shapes follow from. */
  @Test
  void constantsOfNodesAreWeights() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "batch", 2)), List.of("y"))
            .addNode(constant("w", floats("", List.of(2L, 2L), 1, 2, 3, 4)))
            .addNode(constant("one", floats("", List.of(1L), 5)))
            .addNode(constant("wanted", longs("", List.of(2L), -1, 2)))
            .addNode(node("MatMul", List.of("x", "w"), List.of("p")))
            .addNode(node("Add", List.of("p", "one"), List.of("q")))
            .addNode(node("Reshape", List.of("q", "wanted"), List.of("y")));
    try (Model loaded = Onnx.load(write(directory, model(g, 13)))) {
      assertEquals(List.of("w"), loaded.trainableWeights().stream().map(Weight::name).toList());
      assertTrains(loaded, TensorData.of(new float[] {1, 1}, 1, 2));
    }
  }

  /** Both branches have one of the name that both give; each its own weight. */
  @Test
  void weightsOfBranchesAreWeights() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "batch", 2)), List.of("y"))
            .addInitializer(longs("rate", List.of(), 16000))
            .addInitializer(longs("wanted", List.of(), 16000))
            .addNode(node("Equal", List.of("rate", "wanted"), List.of("is")))
            .addNode(
                node(
                    "If",
                    List.of("is"),
                    List.of("y"),
                    Protos.graph("then_branch", branch("yes", 2)),
                    Protos.graph("else_branch", branch("no", 3))));
    try (Model loaded = Onnx.load(write(directory, model(g, 13)))) {
      assertEquals(
          Set.of("yes.w", "no.w", "yes.b", "no.b"),
          loaded.trainableWeights().stream().map(Weight::name).collect(Collectors.toSet()));
      assertTrains(loaded, TensorData.of(new float[] {1, 1}, 1, 2));
    }
  }

  private static GraphProto branch(String name, double value) {
    return graph(List.of(), List.of("out"))
        .setName(name)
        .addInitializer(floats(name + ".b", List.of(2L), value, value))
        .addNode(constant(name + ".w", floats("", List.of(2L, 2L), value, 0, 0, value)))
        .addNode(constant("same", floats("", List.of(2L), 1, 1)))
        .addNode(node("MatMul", List.of("x", name + ".w"), List.of("p")))
        .addNode(node("Add", List.of("p", name + ".b"), List.of("q")))
        .addNode(node("Add", List.of("q", "same"), List.of("out")))
        .build();
  }

  private static NodeProto constant(String name, TensorProto value) {
    return node("Constant", List.of(), List.of(name), Protos.tensor("value", value));
  }

  private static void assertTrains(Model model, TensorData x) {
    model.on("reference").compile(Optimizers.sgd(0.01), "mean_squared_error");
    TensorData y = TensorData.zeros(model.predictOnBatch(x).get(0).type());
    double before = model.trainOnBatch(x, y).get("loss");
    assertTrue(model.testOnBatch(x, y).get("loss") < before);
  }

  /** The graph is in the configuration, the weights are where weights are. */
  @Test
  void importedModelsAreSavedAsOthers() throws IOException {
    Path file = write(directory, model(affine(), 13));
    TensorData x = TensorData.of(new float[] {1, 2}, 1, 2);
    try (Model first = Onnx.load(file, new LoadOptions().trainable(n -> n.equals("b")));
        Model second = Models.fromConfig(Models.toConfig(first))) {
      second.on("reference").setWeights(first.on("reference").weightValues());
      assertArrayEquals(new float[] {19, 32, 45}, second.predictOnBatch(x).get(0).toFloatArray());
      assertEquals(1, second.trainableWeights().size());
      assertEquals(Models.toConfig(first), Models.toConfig(second));
    }
  }

  @Test
  void statisticsAreNotTrained() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 2)), List.of("y"))
            .addNode(node("BatchNormalization", List.of("x", "s", "o", "m", "v"), List.of("y")));
    for (String name : List.of("s", "o", "m", "v")) {
      g.addInitializer(floats(name, List.of(2L), 1, 1));
    }
    try (Model loaded = Onnx.load(write(directory, model(g, 15)))) {
      assertEquals(
          List.of("s", "o"), loaded.trainableWeights().stream().map(Weight::name).toList());
      assertEquals(4, loaded.weights().size());
    }
  }

  /** Floats that decide about shapes are no weights, whatever they look like. */
  @Test
  void scalesAreConstants() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 1, 2)), List.of("y"))
            .addInitializer(floats("scales", List.of(3L), 1, 1, 2))
            .addNode(node("Resize", List.of("x", "", "scales"), List.of("y")));
    Model loaded = Onnx.load(write(directory, model(g, 13)));
    assertTrue(loaded.weights().isEmpty());
    assertArrayEquals(
        new float[] {1, 1, 2, 2},
        run(loaded, "reference", TensorData.of(new float[] {1, 2}, 1, 1, 2)));
  }

  @Test
  void anyValueCanBeTheOutput() throws IOException {
    Path file = write(directory, model(affine(), 13));
    Model loaded = Onnx.load(file, new LoadOptions().outputs("p"));
    assertEquals(List.of("w"), loaded.trainableWeights().stream().map(Weight::name).toList());
    assertArrayEquals(
        new float[] {9, 12, 15}, run(loaded, "reference", TensorData.of(new float[] {1, 2}, 1, 2)));
  }

  @Test
  void inputsThatDecideAboutShapesAreFixed() throws IOException {
    GraphProto.Builder g =
        graph(
                List.of(input("x", 2, 3), Protos.value("wanted", TensorProto.DataType.INT64, 2)),
                List.of("y"))
            .addNode(node("Reshape", List.of("x", "wanted"), List.of("y")));
    Path file = write(directory, model(g, 13));
    UnknownValueException e = assertThrows(UnknownValueException.class, () -> Onnx.load(file));
    assertEquals(Set.of("wanted"), e.sources());
    assertTrue(e.getMessage().contains("LoadOptions.fix"), e.getMessage());
    LoadOptions fixed = new LoadOptions().fix("wanted", TensorData.of(new long[] {3, 2}, 2));
    try (Model loaded = Onnx.load(file, fixed)) {
      assertEquals(1, loaded.inputs().size());
      assertEquals("(3, 2)", loaded.outputs().get(0).shape().toString());
    }
  }

  @Test
  void openDimensionsAreGiven() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", "height")), List.of("y"))
            .addNode(node("Relu", List.of("x"), List.of("y")));
    Path file = write(directory, model(g, 13));
    try (Model loaded = Onnx.load(file)) {
      assertEquals("(-1, -1)", loaded.outputs().get(0).shape().toString());
    }
    try (Model loaded = Onnx.load(file, new LoadOptions().dimension("height", 5))) {
      assertEquals("(-1, 5)", loaded.outputs().get(0).shape().toString());
    }
    try (Model loaded = Onnx.load(file, new LoadOptions().shape("x", 4, 7))) {
      assertEquals("(4, 7)", loaded.outputs().get(0).shape().toString());
    }
  }

  @Test
  void whichExtentsFitShowsWhenDataCome() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "n", "width")), List.of("y"))
            .addInitializer(longs("shape", List.of(3L), -1, 2, 8))
            .addNode(node("Reshape", List.of("x", "shape"), List.of("y")));
    Path file = write(directory, model(g, 13));
    try (Model loaded = Onnx.load(file)) {
      assertEquals("(-1, 2, 8)", loaded.outputs().get(0).shape().toString());
      loaded.on("reference");
      TensorData eight = TensorData.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4);
      OnnxImportException e =
          assertThrows(OnnxImportException.class, () -> loaded.predictOnBatch(eight));
      assertTrue(e.getMessage().contains("float32[2,4] does not fit [-1, 2, 8]"), e.getMessage());
      TensorData most = TensorData.of(new float[48], 6, 8);
      assertEquals("(3, 2, 8)", loaded.predictOnBatch(most).get(0).shape().toString());
    }
    try (Model loaded = Onnx.load(file, new LoadOptions().dimension("width", 16))) {
      assertEquals("(-1, 2, 8)", loaded.outputs().get(0).shape().toString());
    }
  }

  /** PyTorch writes the length it saw into the shape of an attention's keys: (4, n * 2, 3). */
  @Test
  void lengthsThatWereTracedFollowTheData() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", "t", "n", 6)), List.of("y"))
            .addInitializer(longs("one", List.of(), 1))
            .addInitializer(longs("heads", List.of(), 2))
            .addInitializer(longs("first", List.of(1L), 0))
            .addInitializer(longs("length", List.of(1L), 4))
            .addInitializer(longs("depth", List.of(1L), 3))
            .addNode(node("Shape", List.of("x"), List.of("s")))
            .addNode(node("Gather", List.of("s", "one"), List.of("n")))
            .addNode(node("Mul", List.of("n", "heads"), List.of("rows")))
            .addNode(node("Unsqueeze", List.of("rows", "first"), List.of("r")))
            .addNode(
                node(
                    "Concat",
                    List.of("length", "r", "depth"),
                    List.of("shape"),
                    integer("axis", 0)))
            .addNode(node("Reshape", List.of("x", "shape"), List.of("y")));
    try (Model loaded = Onnx.load(write(directory, model(g, 13))).on("reference")) {
      for (long[] dims : new long[][] {{4, 1, 6}, {7, 2, 6}}) {
        TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
        assertEquals(new Shape(dims[0], dims[1] * 2, 3), loaded.predictOnBatch(x).get(0).shape());
      }
    }
  }

  @Test
  void unknownOperatorsAreNamedTogether() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", 2)), List.of("y"))
            .addNode(node("Flubber", List.of("x"), List.of("a")))
            .addNode(node("Relu", List.of("a"), List.of("b")))
            .addNode(
                node("Snark", List.of("b"), List.of("y")).toBuilder().setDomain("org.x").build());
    Path file = write(directory, model(g, 13));
    OnnxImportException e = assertThrows(OnnxImportException.class, () -> Onnx.load(file));
    assertEquals(Set.of("Flubber", "org.x.Snark"), e.unsupported());
    assertTrue(e.getMessage().contains("Flubber, org.x.Snark"), e.getMessage());
  }

  @Test
  void functionsOfTheModelAreRun() throws IOException {
    FunctionProto twice =
        FunctionProto.newBuilder()
            .setName("Twice")
            .setDomain("mine")
            .addInput("a")
            .addOutput("b")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .addNode(node("Add", List.of("a", "a"), List.of("b")))
            .build();
    GraphProto.Builder g =
        graph(List.of(input("x", 2)), List.of("y"))
            .addNode(
                node("Twice", List.of("x"), List.of("y")).toBuilder().setDomain("mine").build());
    Model loaded = Onnx.load(write(directory, model(g, 13).addFunctions(twice)));
    assertArrayEquals(
        new float[] {2, 6}, run(loaded, "reference", TensorData.of(new float[] {1, 3}, 2)));
  }

  private Path withExternalWeights(String location, long offset) throws IOException {
    TensorProto.Builder w =
        floats("w", List.of(2L)).toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL);
    w.addExternalData(entry("location", location)).addExternalData(entry("offset", "" + offset));
    GraphProto.Builder g =
        graph(List.of(input("x", "n", 2)), List.of("y"))
            .addInitializer(w)
            .addNode(node("Mul", List.of("x", "w"), List.of("y")));
    return write(directory, model(g, 13));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void weightsMayBeInAFileBeside() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(8, 3).putFloat(12, 5);
    Files.write(directory.resolve("model.data"), bytes.array());
    Model loaded = Onnx.load(withExternalWeights("model.data", 8));
    assertArrayEquals(
        new float[] {3, 10}, run(loaded, "reference", TensorData.of(new float[] {1, 2}, 1, 2)));
    Path beyond = withExternalWeights("model.data", 12);
    assertMessage(beyond, "which has only 16 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/hostname", "", "missing", "a/../../secret", "link"})
  void dataFilesDoNotLeadOut(String location) throws IOException {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.write(outside.resolve("secret"), new byte[64]);
    directory = Files.createDirectories(outside.resolve("inside"));
    Files.createSymbolicLink(directory.resolve("link"), outside.resolve("secret"));
    assertMessage(withExternalWeights(location, 0), "data file");
  }

  private static void assertMessage(Path file, String part) {
    OnnxImportException e = assertThrows(OnnxImportException.class, () -> Onnx.load(file));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void sizesAreBounded() throws IOException {
    GraphProto.Builder g =
        graph(List.of(input("x", 2)), List.of("y"))
            .addInitializer(floats("w", List.of(1L << 30, 1L << 30, 1L << 30)))
            .addNode(node("Mul", List.of("x", "w"), List.of("y")));
    assertMessage(write(directory, model(g, 13)), "more than is allowed");
    Path file = write(directory, model(affine(), 13));
    OnnxImportException e =
        assertThrows(
            OnnxImportException.class, () -> Onnx.load(file, new LoadOptions().maxBytes(30)));
    assertTrue(e.getMessage().contains("maxBytes"), e.getMessage());
  }

  @Test
  void filesThatAreNoModels() throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.writeString(file, "This is no model.");
    assertMessage(file, "is no ONNX model");
    Files.write(file, new byte[0]);
    assertMessage(file, "is no ONNX model");
    byte[] whole = model(affine(), 13).build().toByteArray();
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertMessage(file, "is no ONNX model");
    GraphProto.Builder broken =
        graph(List.of(input("x", 2)), List.of("y"))
            .addNode(node("Add", List.of("x", "nobody"), List.of("y")));
    assertMessage(write(directory, model(broken, 13)), "needs the value 'nobody'");
  }
}
