package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.operations.Operation;
import io.trihorn.layers.preprocessing.text.HostLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each layer. */
class LayerExamplesTest {
  static List<LayerExamples.Example> examples() {
    return LayerExamples.all();
  }

  @Test
  void everyRegisteredLayerHasAnExample() {
    TreeSet<String> missing = new TreeSet<>(Layers.REGISTRY.names());
    // Models are layers of this registry too once their package is in use; they have other tests.
    missing.removeAll(List.of("Functional", "Sequential"));
    missing.removeIf(name -> !needsExample(Layers.REGISTRY.create(name)));
    examples().forEach(e -> missing.remove(e.toString()));
    LayerExamples.host().forEach(e -> missing.remove(e.toString()));
    assertEquals(new TreeSet<>(), missing, "give each a row in LayerExamples");
  }

  /** Not how saved models spell the computation of masks, and not what other tests register. */
  private static boolean needsExample(Layer layer) {
    return !(layer instanceof Operation)
        && layer.getClass().getPackageName().startsWith("io.trihorn.layers.");
  }

  static List<LayerExamples.HostExample> hostExamples() {
    return LayerExamples.host();
  }

  @ParameterizedTest
  @MethodSource("hostExamples")
  void layersThatComputeInJavaKeepTheirConfiguration(LayerExamples.HostExample example) {
    HostLayer<?> layer = example.layer().get();
    assertEquals(example.output(), layer.compute(example.input()).shape());
    JsonElement json = Layers.REGISTRY.serialize(layer);
    Layer again = Layers.REGISTRY.deserialize(json);
    assertEquals(json, Layers.REGISTRY.serialize(again));
    assertEquals(layer.compute(example.input()), ((HostLayer<?>) again).compute(example.input()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aLayerMadeFromItsConfigurationHasTheSame(LayerExamples.Example example) {
    Layer layer = example.layer().get();
    JsonElement json = Layers.REGISTRY.serialize(layer);
    Layer again = Layers.REGISTRY.deserialize(json);
    assertEquals(layer.getClass(), again.getClass());
    assertEquals(json, Layers.REGISTRY.serialize(again));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theBatchAxisOfAModelStaysOpen(LayerExamples.Example example) {
    List<KerasTensor> inputs =
        example.inputs().stream()
            .map(s -> Layers.inputTensor(Layers.input(s.getShape()).dtype(dtype(example))))
            .toList();
    Layer layer = example.layer().get();
    KerasTensor output =
        layer instanceof InputLayer first
            ? Layers.inputTensor(first)
            : layer.apply(inputs.toArray(KerasTensor[]::new));
    assertEquals(new Shape(-1).addAll(example.output()), output.shape());
  }

  private static String dtype(LayerExamples.Example example) {
    return example.takesIndices() ? "int32" : "float32";
  }

  /** The first output of a layer with fresh weights, by the interpreter. */
  private static TensorData output(Layer layer, boolean training, TensorData... inputs) {
    LayerProgram program = new LayerProgram(layer, List.of(inputs), training, null);
    Graph graph = program.graphOf(List.of(program.outputs().get(0).value()));
    Backend backend = Backends.get("reference");
    try (VariableStore store = backend.createStore(Device.cpu())) {
      program.state().forEach(store::write);
      TensorData place = TensorData.zeros(graph.outputTypes().get(0));
      try (Executable executable = GraphCompiler.compile(backend, graph, store)) {
        executable.run(program.feeds(), List.of(place));
      }
      return place;
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void outputsAreFiniteAndOfTheExpectedShape(LayerExamples.Example example) {
    for (boolean training : new boolean[] {false, true}) {
      Layer layer = example.layer().get();
      TensorData y = output(layer, training, inputs(example));
      assertEquals(new Shape(2).addAll(example.output()), y.shape());
      for (double v : y.toDoubleArray()) {
        assertTrue(Double.isFinite(v), example + " gives " + v);
      }
      assertEquals(example.weights(), layer.weights().size());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void narrowFloatsComputeWhileWeightsStayWide(LayerExamples.Example example) {
    Layer layer = example.layer().get();
    if (layer.className().equals("InputLayer")) {
      return; // An input has the type it says.
    }
    setPolicy(layer, DtypePolicy.of("mixed_bfloat16"));
    TensorData y = output(layer, false, inputs(example));
    boolean codes = !y.dtype().isFloating();
    assertTrue(codes || y.dtype() == DataType.BFLOAT16, example + " gives " + y.dtype());
    layer.weights().forEach(w -> assertEquals(DataType.FLOAT32, w.type().dtype()));
  }

  /** A wrapped layer has a policy of its own. */
  private static void setPolicy(Layer layer, DtypePolicy policy) {
    layer.setDtypePolicy(policy);
    layer.children().forEach(child -> setPolicy(child, policy));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aFrozenLayerHasNothingToTrain(LayerExamples.Example example) {
    Layer layer = example.layer().get();
    layer.setTrainable(false);
    layer.ensureBuilt(example.inputs().stream().map(s -> new Shape(2).addAll(s)).toList());
    assertTrue(layer.trainableWeights().isEmpty());
    assertEquals(example.weights(), layer.weights().size());
    assertFalse(layer.isTrainable());
  }

  private static TensorData[] inputs(LayerExamples.Example example) {
    List<TensorData> inputs = new ArrayList<>();
    DataType dtype = dtype(example).equals("int32") ? DataType.INT32 : DataType.FLOAT32;
    for (Shape shape : example.inputs()) {
      TensorType type = new TensorType(dtype, new Shape(2).addAll(shape));
      TensorData data = TensorData.zeros(type);
      IntStream.range(0, (int) type.size())
          .forEach(i -> data.setDouble(i, dtype == DataType.INT32 ? i % 5 : Math.sin(i + 1.0)));
      inputs.add(data);
    }
    return inputs.toArray(TensorData[]::new);
  }
}
