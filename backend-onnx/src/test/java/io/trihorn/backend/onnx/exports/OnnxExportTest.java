package io.trihorn.backend.onnx.exports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.plain.PlainRuntime;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Ports;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.testkit.conformance.ExampleModels;
import io.trihorn.testkit.conformance.OpenModels;
import io.trihorn.testkit.conformance.Twins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that ONNX's checker accepts and ONNX Runtime gives the same outputs for. */
class OnnxExportTest {
  private static final double TOLERANCE = 2e-5;

  @TempDir private Path directory;

  static List<ExampleModels.Example> examples() {
    return ExampleModels.all();
  }

  static List<ExampleModels.Example> wholes() {
    return ExampleModels.wholes();
  }

  private Path export(Model model, ExportOptions options) {
    Path file = directory.resolve("model.onnx");
    Onnx.export(model, file, options);
    Checker.check(file);
    return file;
  }

  private static Model filled(ExampleModels.Example example) {
    Model model = example.make().get().on("onnx");
    ExampleModels.fill(model, 5);
    return model;
  }

  /** Runs a file, and the model, at several batch sizes. */
  private static void compare(Model model, Path file, long... batches) throws Exception {
    Ports ports = Ports.of(model);
    try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
      assertEquals(Set.copyOf(ports.inputs()), runtime.inputs().keySet());
      assertEquals(Set.copyOf(ports.outputs()), runtime.outputNames());
      for (long batch : batches) {
        List<TensorData> inputs = ExampleModels.inputs(model, batch, batch);
        Map<String, TensorData> feeds = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
          feeds.put(ports.inputs().get(i), inputs.get(i));
        }
        Map<String, TensorData> outputs = runtime.run(feeds);
        List<TensorData> expected = model.predictOnBatch(inputs.toArray(TensorData[]::new));
        for (int i = 0; i < expected.size(); i++) {
          TensorData output = outputs.get(ports.outputs().get(i));
          assertEquals(expected.get(i).type(), output.type());
          assertArrayEquals(
              expected.get(i).toDoubleArray(), output.toDoubleArray(), TOLERANCE, "batch " + batch);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aFileGivesWhatPredictGivesAtEveryBatchSize(ExampleModels.Example example) throws Exception {
    try (Model model = filled(example)) {
      compare(model, export(model, new ExportOptions()), 1, 3, 64);
    }
  }

  @ParameterizedTest
  @MethodSource("wholes")
  void everyOpsetGivesTheSame(ExampleModels.Example example) throws Exception {
    try (Model model = filled(example)) {
      for (int opset = 17; opset <= 21; opset++) {
        Path file = export(model, new ExportOptions().withOpset(opset));
        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
        assertEquals(opset, proto.getOpsetImport(0).getVersion());
        compare(model, file, 2);
      }
    }
  }

  @Test
  void whatOnnxHasWholeIsOneOperator() throws Exception {
    KerasTensor x = Layers.inputTensor(5, 6);
    KerasTensor y = Layers.lstm(4).returnSequences(true).apply(x);
    y = Layers.layerNormalization().apply(Layers.gru(3).returnSequences(true).apply(y));
    y = Layers.bidirectional(Layers.lstm(2)).apply(Layers.activation("gelu").apply(y));
    try (Model model = new Model(x, y).on("onnx").seed(3)) {
      Path file = export(model, new ExportOptions());
      List<String> operators =
          ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList().stream()
              .map(node -> node.getOpType())
              .filter(Set.of("LSTM", "GRU", "LayerNormalization", "Gelu", "Scan", "Erf")::contains)
              .sorted()
              .toList();
      assertEquals(List.of("GRU", "Gelu", "LSTM", "LSTM", "LSTM", "LayerNormalization"), operators);
      compare(model, file, 1, 2, 40);
    }
  }

  /** A border of zeros is the largest there is where all else is negative. */
  @ParameterizedTest
  @EnumSource
  void aPooledBorderStays(OptLevel optimizations) throws Exception {
    for (int opset : new int[] {17, 21}) {
      for (String format : List.of("channels_first", "channels_last")) {
        KerasTensor x =
            Layers.inputTensor(
                format.equals("channels_first") ? Layers.input(1, 4, 4) : Layers.input(4, 4, 1));
        KerasTensor padded = Layers.zeroPadding2d(1).dataFormat(format).apply(x);
        KerasTensor most = Layers.maxPooling2d(2).dataFormat(format).apply(padded);
        KerasTensor mean = Layers.averagePooling2d(2).dataFormat(format).apply(padded);
        try (Model model = new Model(List.of(x), List.of(most, mean)).on("onnx")) {
          Path file = export(model, new ExportOptions().withOpset(opset));
          Ports ports = Ports.of(model);
          TensorData image =
              TensorData.full(
                  format.equals("channels_first")
                      ? TensorType.of(DataType.FLOAT32, 3, 1, 4, 4)
                      : TensorType.of(DataType.FLOAT32, 3, 4, 4, 1),
                  -4);
          try (PlainRuntime runtime = new PlainRuntime(file, optimizations)) {
            Map<String, TensorData> outputs = runtime.run(Map.of(ports.inputs().get(0), image));
            float[] largest = outputs.get(ports.outputs().get(0)).toFloatArray();
            float[] means = outputs.get(ports.outputs().get(1)).toFloatArray();
            assertArrayEquals(
                new float[] {0, 0, 0, 0, -4, 0, 0, 0, 0}, Arrays.copyOf(largest, 9), format);
            assertArrayEquals(
                new float[] {-1, -2, -1, -2, -4, -2, -1, -2, -1}, Arrays.copyOf(means, 9), format);
          }
        }
      }
    }
  }

  @Test
  void weightsBesideTheFileAreFound() throws Exception {
    try (Model model = filled(ExampleModels.wholes().get(0))) {
      Path file = export(model, new ExportOptions().withMostBytes(100));
      assertTrue(Files.size(file.resolveSibling("model.onnx.data")) > 100);
      ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
      assertTrue(
          proto.getGraph().getInitializerList().stream()
              .anyMatch(t -> t.getExternalDataCount() == 3));
      compare(model, file, 1, 5);
      try (var files = Files.list(directory)) {
        assertEquals(2, files.count(), "no temporary files are left");
      }
    }
  }

  @Test
  void aModelThatIsReplacedStaysWholeUntilThen() throws Exception {
    try (Model model = filled(ExampleModels.wholes().get(0))) {
      ExportOptions apart = new ExportOptions().withMostBytes(100);
      Path file = export(model, apart);
      byte[] before = Files.readAllBytes(directory.resolve("model.onnx.data"));
      byte[] index = Files.readAllBytes(file);
      ExampleModels.fill(model, 6);
      export(model, apart);
      compare(model, file, 2);
      try (var files = Files.list(directory)) {
        assertEquals(2, files.count(), "only what belongs to the new one is left");
      }
      // What the first one consists of is nowhere overwritten.
      assertFalse(Files.exists(directory.resolve("model.onnx.data")));
      Files.write(directory.resolve("model.onnx.data"), before);
      Files.write(file, index);
      ExampleModels.fill(model, 5);
      compare(model, file, 2);
    }
  }

  @Test
  void aFileHasTheValuesOfOneStep() throws Exception {
    try (Model model = Twins.on("onnx")) {
      Path file = directory.resolve("model.onnx");
      Twins.whileTraining(
          model,
          () -> {
            for (int i = 0; i < 20; i++) {
              Onnx.export(model, file);
              try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
                Map<String, TensorData> outputs =
                    runtime.run(Map.of(Ports.of(model).inputs().get(0), Twins.input()));
                assertEquals(1, Set.copyOf(outputs.values()).size(), "export " + i);
              }
            }
          });
    }
  }

  @Test
  void manyWeightsBesideTheFileBeginAtPages() throws Exception {
    try (Model model = filled(ExampleModels.wholes().get(2))) {
      Path file = export(model, new ExportOptions().withMostBytes(0));
      ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
      proto.getGraph().getInitializerList().stream()
          .filter(t -> t.getExternalDataCount() > 0)
          .forEach(t -> assertEquals(0, Long.parseLong(t.getExternalData(1).getValue()) % 4096));
      compare(model, file, 2);
    }
  }

  @Test
  void theBatchIsOpenAndMayBeFixed() throws Exception {
    try (Model model = filled(ExampleModels.wholes().get(0))) {
      try (PlainRuntime runtime =
          new PlainRuntime(export(model, new ExportOptions()), OptLevel.ALL_OPT)) {
        assertArrayEquals(new long[] {-1, 12, 12, 3}, inputShape(runtime));
      }
      ExportOptions fixed = new ExportOptions().withInputShapes(new Shape(4, 12, 12, 3));
      Path file = export(model, fixed);
      try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
        assertArrayEquals(new long[] {4, 12, 12, 3}, inputShape(runtime));
      }
      compare(model, file, 4);
    }
  }

  private static long[] inputShape(PlainRuntime runtime) throws Exception {
    return ((TensorInfo) runtime.inputs().values().iterator().next().getInfo()).getShape();
  }

  @Test
  void shapesMustFitTheModel() {
    try (Model model = filled(ExampleModels.wholes().get(0))) {
      ExportOptions wrong = new ExportOptions().withInputShapes(new Shape(-1, 11, 12, 3));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Onnx.export(model, directory.resolve("wrong.onnx"), wrong));
      assertTrue(e.getMessage().contains("shapes must agree"), e.getMessage());
      assertFalse(Files.exists(directory.resolve("wrong.onnx")));
    }
  }

  private static KerasTensor input(long... batchShape) {
    return Layers.inputTensor(new InputLayer().batchShape(new Shape(batchShape)).name("x"));
  }

  static List<OpenModels.Example> openModels() {
    return OpenModels.all();
  }

  @ParameterizedTest
  @MethodSource("openModels")
  void openExtentsStayOpen(OpenModels.Example example) throws Exception {
    try (Model model = example.model().on("onnx")) {
      ExampleModels.fill(model, 5);
      Path file = export(model, new ExportOptions());
      try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
        for (TensorData x : example.inputs()) {
          TensorData expected = model.predictOnBatch(x).get(0);
          TensorData actual = runtime.run(Map.of("x", x)).values().iterator().next();
          assertEquals(expected.type(), actual.type());
          assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), TOLERANCE);
        }
      }
    }
  }

  /** A layer that says what it gives, and takes one number of steps only. */
  private static final class Picky extends Layer {
    @Override
    protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      return Shapes.reshape(x, x.dim(0), 9973, 3);
    }
  }

  @Test
  void whatNoExtentsFitIsToBeGiven() {
    KerasTensor x = input(-1, -1, 3);
    Model odd = new Model(x, new Picky().apply(x));
    BatchDependence e =
        assertThrows(BatchDependence.class, () -> Onnx.export(odd, directory.resolve("odd.onnx")));
    assertTrue(e.getMessage().contains("takes none of the extents"), e.getMessage());
    assertTrue(e.getMessage().contains("(-1, -1, 3)"), e.getMessage());
  }

  @Test
  void openExtentsHaveNamesOrAreGiven() throws Exception {
    KerasTensor x = input(-1, -1, 3);
    try (Model model = new Model(x, Layers.dense(2).apply(x)).on("onnx")) {
      ModelProto proto =
          ModelProto.parseFrom(Files.readAllBytes(export(model, new ExportOptions())));
      for (var port : List.of(proto.getGraph().getInput(0), proto.getGraph().getOutput(0))) {
        var dims = port.getType().getTensorType().getShape().getDimList();
        assertEquals("batch", dims.get(0).getDimParam());
        assertEquals("x_1", dims.get(1).getDimParam());
      }
      ExportOptions fixed = new ExportOptions().withInputShapes(new Shape(-1, 6, 3));
      try (PlainRuntime runtime = new PlainRuntime(export(model, fixed), OptLevel.ALL_OPT)) {
        assertArrayEquals(new long[] {-1, 6, 3}, inputShape(runtime));
      }
    }
  }

  @Test
  void opsetsThatAreNotWrittenAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().withOpset(16));
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().withOpset(22));
  }
}
