package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.around.Profile;
import io.trihorn.backend.around.Profile.Cost;
import io.trihorn.backend.around.Profiler;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Profiler} tells of a backend: programs compute what they compute without it, and
 * every layer is there with the sizes of its tensors. Extend it in the backend's module.
 */
public abstract class ProfilerConformance {
  private static final int ROWS = 6;

  /** The size of what each layer gives, in bytes: no two are alike. */
  private static final Map<String, Long> OUTPUTS =
      Map.of("c", ROWS * 8L * 8 * 5 * 4, "p", ROWS * 4L * 4 * 5 * 4, "d", ROWS * 7L * 4);

  private final TensorData x = filled(ROWS, 8, 8, 3);
  private final TensorData y = filled(ROWS, 7);
  private Profiler profiler;
  private Sequential model;

  /** The extending test. */
  protected ProfilerConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private static TensorData filled(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, Math.sin(i * 1.3));
    }
    return data;
  }

  private static Sequential network(Backend backend) {
    Sequential made =
        new Sequential(
            Layers.input(8, 8, 3),
            Layers.conv2d(5, 3).padding("same").activation("relu").name("c"),
            Layers.maxPooling2d(2).name("p"),
            Layers.batchNormalization().name("n"),
            Layers.flatten().name("f"),
            Layers.dense(7, "tanh").name("d"));
    made.seed(3).on(backend);
    made.compile(Optimizers.adam(0.01), "mse");
    return made;
  }

  @BeforeEach
  final void measure() {
    profiler = new Profiler(Backends.get(backend()));
    model = network(profiler);
  }

  @AfterEach
  final void close() {
    model.close();
  }

  private static List<List<Double>> elements(List<TensorData> tensors) {
    List<List<Double>> all = new ArrayList<>();
    for (TensorData tensor : tensors) {
      List<Double> elements = new ArrayList<>();
      for (long i = 0; i < tensor.size(); i++) {
        elements.add(tensor.getDouble(i));
      }
      all.add(elements);
    }
    return all;
  }

  private static List<List<Double>> predicted(Sequential model, TensorData x) {
    return elements(model.predictAll(x).stream().map(HostValues::of).toList());
  }

  /** That of a name, at the end of the path. */
  private static String name(String layer) {
    return layer.substring(layer.lastIndexOf('/') + 1);
  }

  private static Set<String> layers(Profile profile) {
    return profile.layers().stream().map(layer -> name(layer.layer())).collect(Collectors.toSet());
  }

  /** Some op of the layer made what the layer gives. */
  private static void assertSize(Profile profile, String layer) {
    long bytes = OUTPUTS.get(layer);
    assertTrue(
        profile.events().stream()
            .map(Profile.Event::op)
            .anyMatch(op -> name(op.layer()).equals(layer) && op.bytes() == bytes),
        () -> "nothing of " + bytes + " bytes in layer '" + layer + "'\n" + profile);
  }

  /** Predictions, steps, predictions: bit by bit what comes without it. */
  @Test
  public void whatIsMeasuredComputesWhatItDidBefore() {
    try (Sequential plain = network(Backends.get(backend()))) {
      assertEquals(predicted(plain, x), predicted(model, x));
      FitOptions options = FitOptions.epochs(3).batchSize(4).verbose(0);
      assertEquals(plain.fit(x, y, options).values(), model.fit(x, y, options).values());
      assertEquals(elements(plain.weightValues()), elements(model.weightValues()));
      assertEquals(predicted(plain, x), predicted(model, x));
      profiler.profile();
      assertEquals(predicted(plain, x), predicted(model, x));
    }
  }

  /** Layers, and how large what they make is. */
  @Test
  public void aPredictionHasItsLayers() {
    model.predict(x);
    Profile profile = profiler.profile();
    assertTrue(layers(profile).containsAll(Set.of("c", "p", "n", "d")), profile::toString);
    OUTPUTS.keySet().forEach(layer -> assertSize(profile, layer));
    assertEquals(1, profile.runs());
  }

  /** The layers of both ways, and what belongs to none, as the optimizer's part. */
  @Test
  public void aStepOfTrainingHasItsLayers() {
    model.trainOnBatch(x, y);
    profiler.reset();
    model.trainOnBatch(x, y);
    Profile profile = profiler.profile();
    assertTrue(layers(profile).containsAll(Set.of("c", "p", "n", "d", "")), profile::toString);
    // A pooling may give the places of its maxima too.
    Set.of("c", "d").forEach(layer -> assertSize(profile, layer));
  }

  /** Every run is counted, whenever it is asked for; the first may do more, which then stays. */
  @Test
  public void runsAddUp() {
    model.predict(x);
    profiler.reset();
    model.predict(x);
    long once = profiler.profile().ops().stream().mapToLong(Cost::count).sum();
    model.predict(x);
    model.predict(x);
    Profile thrice = profiler.profile();
    assertEquals(3 * once, thrice.ops().stream().mapToLong(Cost::count).sum());
    assertEquals(3, thrice.runs());
    profiler.reset();
    assertEquals(List.of(), profiler.profile().ops());
    assertEquals(0, profiler.profile().runs());
  }

  /** No op takes longer than all runs; text, stacks and trace tell the same ops. */
  @Test
  public void allFormsTellTheSame() {
    for (int i = 0; i < 5; i++) {
      model.predict(x);
    }
    Profile profile = profiler.profile();
    assertTrue(profile.opNanos() > 0);
    profile.events().forEach(e -> assertTrue(e.op().nanos() <= profile.nanos(), e::toString));
    assertEquals(
        profile.opNanos(),
        profile
            .collapsedStacks()
            .lines()
            .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
    JsonArray events =
        JsonParser.parseString(profile.chromeTrace())
            .getAsJsonObject()
            .getAsJsonArray("traceEvents");
    long bytes = 0;
    int count = 0;
    for (JsonElement event : events) {
      JsonObject json = event.getAsJsonObject();
      if (json.get("ph").getAsString().equals("X")) {
        assertTrue(json.get("ts").getAsDouble() >= 0 && json.get("dur").getAsDouble() >= 0);
        bytes += json.getAsJsonObject("args").get("bytes").getAsLong();
        count++;
      }
    }
    assertEquals(profile.events().size(), count);
    assertEquals(profile.ops().stream().mapToLong(Cost::bytes).sum(), bytes);
    assertEquals(
        2 + profile.layers().size() + profile.ops().size(), profile.toString().lines().count());
  }
}
