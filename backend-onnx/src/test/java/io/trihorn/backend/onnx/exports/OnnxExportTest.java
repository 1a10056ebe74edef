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
import io.trihorn.export.Ports;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.KerasTensor;
import io.trihorn.layers.Layers;
import io.trihorn.model.Model;
import io.trihorn.testkit.conformance.ExampleModels;
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
    try (PlainRuntime runtime = new PlainRuntime(file)) {
      assertEquals(Set.copyOf(ports.inputs()), runtime.session().getInputNames());
      assertEquals(Set.copyOf(ports.outputs()), runtime.session().getOutputNames());
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
      try (PlainRuntime runtime = new PlainRuntime(export(model, new ExportOptions()))) {
        assertArrayEquals(new long[] {-1, 12, 12, 3}, inputShape(runtime));
      }
      ExportOptions fixed = new ExportOptions().withInputShapes(new Shape(4, 12, 12, 3));
      Path file = export(model, fixed);
      try (PlainRuntime runtime = new PlainRuntime(file)) {
        assertArrayEquals(new long[] {4, 12, 12, 3}, inputShape(runtime));
      }
      compare(model, file, 4);
    }
  }

  private static long[] inputShape(PlainRuntime runtime) throws Exception {
    return ((TensorInfo) runtime.session().getInputInfo().values().iterator().next().getInfo())
        .getShape();
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

  @Test
  void extentsBesideTheBatchMustBeGiven() throws Exception {
    KerasTensor x = Layers.inputTensor(Layers.input(-1, 3));
    try (Model model = new Model(x, Layers.lstm(4).apply(x)).on("onnx")) {
      Path file = directory.resolve("open.onnx");
      String message =
          assertThrows(IllegalArgumentException.class, () -> Onnx.export(model, file)).getMessage();
      assertTrue(message.contains("only the batch may be open"), message);
      export(model, new ExportOptions().withInputShapes(new Shape(-1, 6, 3)));
    }
  }

  @Test
  void opsetsThatAreNotWrittenAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().withOpset(16));
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().withOpset(22));
  }
}
