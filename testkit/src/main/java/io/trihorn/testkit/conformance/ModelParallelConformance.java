package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.data.Dataset;
import io.trihorn.distribution.DeviceMesh;
import io.trihorn.distribution.LayoutMap;
import io.trihorn.distribution.ModelParallel;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.layers.Layers;
import io.trihorn.model.Compilation;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Adam;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A step of devices that each have a part of the weights is the step of one that has all. Extend it
 * in the backend's module.
 */
public abstract class ModelParallelConformance {
  private static final Tolerance TO_KERAS = new Tolerance(2e-6, 2e-6);

  /** For the conformance classes of backends. */
  protected ModelParallelConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private static ModelParallel parallel(int batch, int model, UnaryOperator<LayoutMap> layouts) {
    List<String> devices = IntStream.range(0, batch * model).mapToObj(i -> "cpu:" + i).toList();
    DeviceMesh mesh = new DeviceMesh(List.of(batch, model), List.of("batch", "model"), devices);
    return new ModelParallel(layouts.apply(new LayoutMap(mesh)), "batch");
  }

  private static Stream<Arguments> cases() {
    return Stream.of(ShardedModels.all())
        .flatMap(of -> Stream.of(Arguments.of(of, 1, 2, 7), Arguments.of(of, 2, 2, 7)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfOneDevice(ShardedModels of, int batch, int model, int rows) {
    try (Model one = of.model().apply(backend());
        Model several = of.model().apply(backend())) {
      ModelParallel wanted = parallel(batch, model, of.layouts());
      several.distribute(wanted);
      long dealt =
          several.weights().stream()
              .filter(w -> !wanted.getVariableLayout(w.variable()).isWhole())
              .count();
      assertEquals(of.dealt(), dealt);
      ReplicaSteps.assertSame(one, several, of.data().apply(rows));
    }
  }

  private static Sequential words() {
    return new Sequential(
        Layers.input(6),
        Layers.embedding(8, 4).name("embedding"),
        Layers.flatten(),
        Layers.dense(8, "tanh").name("first"),
        Layers.dense(2).kernelRegularizer(Regularizers.l2(0.01)).name("second"));
  }

  private static LayoutMap layouts(LayoutMap map) {
    return map.put(".*embedding.*", "model", null)
        .put(".*first/kernel", null, "model")
        .put(".*first/bias", "model")
        .put(".*second/kernel", "model", null);
  }

  private static Dataset sentences() {
    int[] words = new int[8 * 6];
    for (int i = 0; i < words.length; i++) {
      words[i] = (i * 5 + i / 6) % 8;
    }
    float[] targets = new float[8 * 2];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) Math.sin(i * 1.3);
    }
    return Dataset.of(TensorData.of(words, 8, 6), TensorData.of(targets, 8, 2));
  }

  private static TensorData waves(TensorData weight) {
    TensorData waves = TensorData.zeros(weight.type());
    for (int i = 0; i < waves.size(); i++) {
      waves.setDouble(i, Math.sin(i * 0.7 + 0.3) * 0.5);
    }
    return waves;
  }

  private static Compilation compilation() {
    return new Compilation(new Adam(0.05).globalClipnorm(0.5)).loss("mse").metrics("mae");
  }

  /**
   * Three steps of Keras 3.15 on JAX, with {@code --xla_force_host_platform_device_count=4}, a mesh
   * of two by two and these layouts.
   */
  @Test
  void stepsAreThoseOfKeras() {
    try (Sequential model = words()) {
      model.on(backend()).distribute(parallel(2, 2, ModelParallelConformance::layouts));
      model.compile(compilation());
      model.setWeights(model.weightValues().stream().map(ModelParallelConformance::waves).toList());
      double[][] steps = {
        {0.4610465466976166, 0.5356704592704773},
        {0.26056379079818726, 0.41949227452278137},
        {0.19438327848911285, 0.32815003395080566}
      };
      for (double[] step : steps) {
        model.resetMetrics();
        Map<String, Double> logs = model.trainOnBatch(sentences());
        assertTrue(TO_KERAS.accepts(logs.get("loss"), step[0]), logs.toString());
        assertTrue(TO_KERAS.accepts(logs.get("mae"), step[1]), logs.toString());
      }
      double[] second = {
        0.1529838591814041, 0.4908698797225952, 0.514933705329895, 0.26233384013175964,
        0.16170570254325867, -0.42535603046417236, -0.4543284773826599, -0.5295570492744446,
        -0.21027188003063202, 0.10091499984264374, 0.29812872409820557, 0.4412008821964264,
        0.22490163147449493, 0.061553195118904114, -0.3179023861885071, -0.39022526144981384
      };
      double[] embedded = {
        0.24304890632629395, 0.4888223111629486, 0.3590242862701416, 0.1935850977897644,
        0.008450143039226532, -0.31654733419418335, -0.4880181550979614, -0.35470420122146606
      };
      close(second, model.weightValues().get(3));
      close(embedded, model.weightValues().get(0));
      close(
          new double[] {
            0.24932736158370972, 0.3188474774360657, -0.10375610738992691, -1.0252060890197754
          },
          ReplicaSteps.predicted(model, sentences()));
    }
  }

  /** Adam makes much of the roundings of small gradients. */
  private static void close(double[] expected, TensorData values) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values.getDouble(i), 2e-5);
    }
  }

  /** Notes which variables the programs of each device have. */
  private static final class Noting extends ForwardingBackend {
    private final Map<VariableStore, Set<Variable>> stores =
        Collections.synchronizedMap(new LinkedHashMap<>());

    Noting(Backend inner) {
      super(inner);
    }

    @Override
    public VariableStore createStore(Device device) {
      VariableStore store = super.createStore(device);
      stores.put(store, ConcurrentHashMap.newKeySet());
      return store;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      stores.get(store).addAll(graph.reads().keySet());
      stores.get(store).addAll(graph.updates().keySet());
      return super.compile(graph, store);
    }

    /** For each device the bytes of the weights and slots it has of a kind. */
    List<Long> bytes(String... parts) {
      return stores.entrySet().stream()
          .map(
              e ->
                  e.getValue().stream()
                      .filter(v -> Stream.of(parts).anyMatch(v.name()::contains))
                      .filter(e.getKey()::contains)
                      .mapToLong(v -> e.getKey().read(v).type().bytes())
                      .sum())
          .toList();
    }
  }

  /** A kernel, its momentum and its velocity, of which each device has half. */
  @Test
  void eachDeviceHasItsPart() {
    Noting noting = new Noting(Backends.get(backend()));
    try (Sequential model = words()) {
      model.on(noting).distribute(parallel(2, 2, ModelParallelConformance::layouts));
      model.compile(compilation());
      model.fit(sentences(), FitOptions.epochs(1).batchSize(4).verbose(0));
      assertEquals(
          Collections.nCopies(4, 3L * 24 * 4 * 4), noting.bytes("first_kernel", "first/kernel"));
      assertEquals(
          Collections.nCopies(4, 3L * 4 * 4 * 4), noting.bytes("embedding_emb", "embedding/emb"));
      assertEquals(
          Collections.nCopies(4, 3L * 4 * 2 * 4), noting.bytes("second_kernel", "second/kernel"));
      assertEquals(Collections.nCopies(4, 3L * 2 * 4), noting.bytes("second_bias", "second/bias"));
    }
  }

  /** Parts along the axis of batches are put together for each run, and each keeps its own. */
  @Test
  void weightsAreDealtOutAlongTheAxisOfBatches() {
    Noting noting = new Noting(Backends.get(backend()));
    UnaryOperator<LayoutMap> layouts =
        map -> map.put("first/kernel", "batch", "model").put("embedding/.*", "batch", null);
    try (Sequential one = words();
        Sequential several = words()) {
      one.on(backend()).seed(3);
      several.on(noting).seed(3).distribute(parallel(2, 2, layouts));
      one.compile(compilation());
      several.compile(compilation());
      ReplicaSteps.assertSame(one, several, sentences());
      assertEquals(
          Collections.nCopies(4, 3L * 12 * 4 * 4), noting.bytes("first_kernel", "first/kernel"));
      assertEquals(
          Collections.nCopies(4, 3L * 4 * 4 * 4), noting.bytes("embedding_emb", "embedding/emb"));
    }
  }

  /** A saved model is the whole one, and goes on on one device or several. */
  @Test
  void savedFilesHaveTheWholeModel(@TempDir Path folder) {
    Path file = folder.resolve("model.keras");
    List<TensorData> weights;
    List<TensorData> slots;
    try (Sequential model = words()) {
      model.on(backend()).distribute(parallel(2, 2, ModelParallelConformance::layouts));
      model.compile(compilation());
      model.trainOnBatch(sentences());
      weights = model.weightValues();
      slots = model.optimizerValues();
      Saving.saveModel(model, file);
    }
    try (Model loaded = Saving.loadModel(file)) {
      loaded.on(backend());
      assertEquals(weights, loaded.weightValues());
      assertEquals(slots, loaded.optimizerValues());
      loaded.distribute(parallel(1, 4, ModelParallelConformance::layouts));
      assertEquals(weights, loaded.weightValues());
      Dataset data = sentences();
      TensorData several = ReplicaSteps.predicted(loaded, data);
      loaded.on(backend());
      TensorData one = ReplicaSteps.predicted(loaded, data);
      for (int i = 0; i < one.size(); i++) {
        assertEquals(one.getDouble(i), several.getDouble(i), 1e-6);
      }
    }
  }
}
