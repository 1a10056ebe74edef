package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Ports;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.testkit.conformance.ExampleModels;
import io.trihorn.testkit.conformance.OpenModels;
import io.trihorn.testkit.conformance.Twins;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** SavedModels that TensorFlow Java reads and that give the same outputs. */
class SavedModelExportTest {
  private static final double TOLERANCE = 2e-5;
  private static final Map<DataType, Class<? extends TType>> TYPES =
      Map.of(
          DataType.FLOAT32, TFloat32.class,
          DataType.INT32, TInt32.class,
          DataType.BOOLEAN, TBool.class);

  private static final ai.djl.ndarray.types.Shape CLOSED =
      new ai.djl.ndarray.types.Shape(-1, 5, 7, 3);

  @TempDir private Path directory;

  static List<ExampleModels.Example> examples() {
    return ExampleModels.all();
  }

  private static Tensor tensor(TensorData data) {
    return Tensor.of(
        TYPES.get(data.dtype()), Shape.of(data.type().dims()), DataBuffers.of(array(data)));
  }

  private static byte[] array(TensorData data) {
    byte[] bytes = new byte[data.bytes().remaining()];
    data.bytes().get(bytes);
    return bytes;
  }

  private static TensorData data(Tensor tensor, DataType dtype) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, tensor.shape().asArray()));
    byte[] bytes = new byte[(int) data.type().bytes()];
    ((TType) tensor).asRawTensor().data().read(bytes);
    data.bytes().put(bytes);
    return data;
  }

  static List<OpenModels.Example> openModels() {
    return OpenModels.all();
  }

  @ParameterizedTest
  @MethodSource("openModels")
  void openExtentsStayOpen(OpenModels.Example example) {
    try (Model model = example.model().on("tensorflow")) {
      ExampleModels.fill(model, 5);
      Path path = directory.resolve("saved");
      TensorFlow.exportSavedModel(model, path);
      try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
        example.inputs().forEach(x -> compare(model, bundle, List.of(x)));
      }
    }
  }

  @Test
  void whatCannotBeOpenSaysWhatToDo() {
    try (Model model = OpenModels.unlikeAnyOther().on("tensorflow")) {
      Path path = directory.resolve("waves");
      String message =
          assertThrows(BatchDependence.class, () -> TensorFlow.exportSavedModel(model, path))
              .getMessage();
      assertTrue(message.contains("waves"), message);
      assertTrue(message.contains("give the extents of the inputs"), message);
      TensorFlow.exportSavedModel(model, path, CLOSED);
      assertTrue(Files.exists(path));
    }
  }

  @Test
  void aSavedModelHasTheValuesOfOneStep() throws Exception {
    try (Model model = Twins.on("tensorflow")) {
      Path path = directory.resolve("saved");
      Twins.whileTraining(
          model,
          () -> {
            for (int i = 0; i < 20; i++) {
              TensorFlow.exportSavedModel(model, path);
              try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
                List<TensorData> outputs =
                    outputs(model, bundle, "serving_default", List.of(Twins.input()));
                assertEquals(outputs.get(0), outputs.get(1), "export " + i);
              }
            }
          });
    }
  }

  /** As real Keras 3.15.1's {@code export} calls them. */
  @Test
  void signaturesCallOutputsByTheirKeysOrNumbers() {
    Map<BiFunction<KerasTensor, KerasTensor, Object>, List<String>> wanted =
        Map.of(
            (p, q) -> Map.of("late", p, "early", q), List.of("early", "late"),
            (p, q) -> List.of(p, q), List.of("output_0", "output_1"),
            (p, q) -> p, List.of("output_0"));
    wanted.forEach(
        (outputs, names) -> {
          KerasTensor x = Layers.inputTensor(4);
          KerasTensor p = Layers.dense(2).apply(x);
          KerasTensor q = Layers.dense(3).apply(x);
          try (Model model = new Model(x, outputs.apply(p, q)).on("tensorflow")) {
            Path path = directory.resolve("named");
            TensorFlow.exportSavedModel(model, path);
            try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
              bundle
                  .signatures()
                  .forEach(s -> assertEquals(names, s.outputNames().stream().sorted().toList()));
              compare(model, bundle, List.of(TensorData.of(new float[] {1, -2, 3, .5f}, 1, 4)));
            }
          }
        });
  }

  private static void compare(Model model, SavedModelBundle bundle, List<TensorData> inputs) {
    List<TensorData> expected = model.predictOnBatch(inputs.toArray(TensorData[]::new));
    List<TensorData> got = outputs(model, bundle, "serving_default", inputs);
    assertEquals(got, outputs(model, bundle, "serve", inputs), "of Keras's endpoint");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).type(), got.get(i).type());
      assertArrayEquals(
          expected.get(i).toDoubleArray(),
          got.get(i).toDoubleArray(),
          TOLERANCE,
          "of " + inputs.get(0).type());
    }
  }

  /** What a signature gives. */
  private static List<TensorData> outputs(
      Model model, SavedModelBundle bundle, String signature, List<TensorData> inputs) {
    Ports ports = Ports.ofSignature(model);
    SessionFunction function = bundle.function(signature);
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(ports.inputs().get(i), tensor(inputs.get(i)));
    }
    List<TensorData> outputs = new ArrayList<>();
    try (Result result = function.call(feeds)) {
      for (int i = 0; i < ports.outputs().size(); i++) {
        Tensor output = result.get(ports.outputs().get(i)).orElseThrow();
        outputs.add(data(output, model.outputs().get(i).dtype()));
      }
    } finally {
      feeds.values().forEach(Tensor::close);
    }
    return outputs;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aSavedModelGivesWhatPredictGivesAtEveryBatchSize(ExampleModels.Example example) {
    try (Model model = example.make().get().on("tensorflow")) {
      ExampleModels.fill(model, 5);
      Path path = directory.resolve("saved");
      TensorFlow.exportSavedModel(model, path);
      try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
        for (long batch : new long[] {1, 3, 64}) {
          compare(model, bundle, ExampleModels.inputs(model, batch, batch));
        }
      }
    }
  }

  @Test
  void whatIsThereIsReplacedOnlyIfItIsASavedModel() throws Exception {
    try (Model model = ExampleModels.wholes().get(0).make().get().on("tensorflow")) {
      Path path = directory.resolve("saved");
      TensorFlow.exportSavedModel(model, path);
      TensorFlow.exportSavedModel(model, path);
      assertTrue(Files.exists(path.resolve("variables/variables.index")));
      try (var files = Files.list(directory)) {
        assertEquals(1, files.count(), "no temporary directories are left");
      }
      Path other = Files.createDirectory(directory.resolve("other"));
      Files.writeString(other.resolve("thesis.txt"), "precious");
      assertThrows(UncheckedIOException.class, () -> TensorFlow.exportSavedModel(model, other));
      assertEquals("precious", Files.readString(other.resolve("thesis.txt")));
    }
  }
}
