package io.trihorn.backend.around;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardingBackendTest {
  private static final float[][] GOOD = {{1, 2}, {3, 4}};

  /** {@code 1 + log(x)}. */
  private static final class Logs extends Layer {
    @Override
    protected Tensor call(Tensor x, Call call) {
      return Ops.add(Ops.log(x), 1);
    }
  }

  private static Sequential model() {
    Layer logs = new Logs();
    logs.setName("logs");
    Sequential model = new Sequential(input(2), logs, dense(1).name("end"));
    model.on(new GuardingBackend(Backends.get("reference")));
    return model;
  }

  private static void assertFails(Sequential model, Object x, String... words) {
    String said = assertThrows(BackendException.class, () -> model.predict(x)).getMessage();
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
  }

  @Test
  void theLayerAndItsOpAreNamed() {
    try (Sequential model = model()) {
      assertEquals(2, model.predict(GOOD).getShape().get(0));
      float[][] negative = {{1, 2}, {-3, 4}};
      assertFails(model, negative, "/logs'", "element 2", "NaN", "the first op", "log (");
      float[][] zero = {{1, 2}, {3, 0}};
      assertFails(model, zero, "/logs'", "element 3", "-Infinity", "log (");
    }
  }

  @Test
  void whatWasBadBeforeIsNamed() {
    try (Sequential model = model()) {
      float[][] infinite = {{Float.POSITIVE_INFINITY, 1}};
      assertFails(model, infinite, "/logs'", "what the layer is given");
      model.setWeights(List.of(new float[][] {{Float.NaN}, {1}}, new float[] {0}));
      assertFails(model, GOOD, "/end'", "variable 'end/kernel'");
    }
  }

  @Test
  void aStepFailsBeforeWeightsAreAssigned() {
    try (Sequential model = model()) {
      model.compile("sgd", "mse");
      float[][] y = {{1}, {2}};
      model.fit(GOOD, y, FitOptions.epochs(2).verbose(0));
      float before = model.getWeights().get(1).toFloatArray()[0];
      float[][] negative = {{-1, 2}, {3, 4}};
      assertThrows(BackendException.class, () -> model.trainOnBatch(negative, y));
      assertEquals(before, model.getWeights().get(1).toFloatArray()[0]);
    }
  }
}
