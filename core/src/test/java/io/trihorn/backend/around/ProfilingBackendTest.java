package io.trihorn.backend.around;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProfilingBackendTest {
  private static final float[][] X = {{0, 1}, {2, -1}, {0.5f, 3}};
  private static final float[][] Y = {{1}, {0}, {2}};

  private static Sequential model(Backend backend) {
    Sequential model =
        new Sequential(
            input(2),
            dense(3, "tanh").name("a"),
            batchNormalization().name("n"),
            dropout(0.3).name("d"),
            dense(1).name("b"));
    model.seed(7).on(backend);
    model.compile(adam(0.1), "mse");
    return model;
  }

  /** Variables are read as they were before a step, whatever order the layers run in. */
  @Test
  void aModelTrainsAsWithoutIt() {
    Backend reference = Backends.get("reference");
    try (Sequential plain = model(reference);
        Sequential watched = model(new ProfilingBackend(reference))) {
      FitOptions options = FitOptions.epochs(3).batchSize(2).verbose(0);
      assertEquals(plain.fit(X, Y, options).values(), watched.fit(X, Y, options).values());
      List<TensorData> expected = plain.weightValues();
      List<TensorData> actual = watched.weightValues();
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray());
      }
    }
  }

  @Test
  void everyLayerThatComputesHasItsTime() {
    ProfilingBackend profile = new ProfilingBackend(Backends.get("reference"));
    try (Sequential model = model(profile)) {
      model.predict(X);
      profile.reset();
      model.predict(X);
      model.predict(X);
      assertEquals(
          List.of("a", "n", "b", Segment.END),
          profile.times().stream()
              .map(ProfilingBackend.LayerTime::layer)
              .map(name -> name.substring(name.lastIndexOf('/') + 1))
              .collect(Collectors.toList()));
      assertTrue(profile.times().stream().allMatch(t -> t.runs() % 2 == 0 && t.nanos() > 0));
      assertEquals(5, profile.toString().lines().count());
    }
  }
}
