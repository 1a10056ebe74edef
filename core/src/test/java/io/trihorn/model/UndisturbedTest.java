package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read or set as a whole, before a model has run and while its values are in a store. */
class UndisturbedTest {
  private static final List<TensorData> ONES =
      List.of(TensorData.of(new float[] {1, 1}, 2, 1), TensorData.of(new float[] {1}, 1));
  private static final List<TensorData> TWOS =
      List.of(TensorData.of(new float[] {2, 2}, 2, 1), TensorData.of(new float[] {2}, 1));

  private static Model model(boolean ran) {
    Model model = new Sequential(input(2), dense(1));
    model.on("reference").setWeights(ONES);
    model.compile(Optimizers.adam(0.01), "mse");
    if (ran) {
      model.predict(new float[][] {{1, 2}});
    }
    return model;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void othersWaitUntilAllIsRead(boolean ran) {
    try (Model model = model(ran)) {
      AtomicReference<Elsewhere<List<TensorData>>> other = new AtomicReference<>();
      List<TensorData> read =
          model.undisturbed(
              () -> {
                other.set(Elsewhere.begin(() -> set(model, TWOS)));
                assertTrue(other.get().waits());
                return model.weightValues();
              });
      assertEquals(ONES, read);
      other.get().result();
      assertEquals(TWOS, model.weightValues());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void othersSeeAllThatIsSetOrNothing(boolean ran) {
    try (Model model = model(ran)) {
      Elsewhere<List<TensorData>> other =
          model.alone(
              () -> {
                Elsewhere<List<TensorData>> reading = Elsewhere.begin(model::weightValues);
                assertTrue(reading.waits());
                model.setWeights(TWOS);
                return reading;
              });
      assertEquals(TWOS, other.result());
    }
  }

  /** The optimizer's variables are made before, since nothing may be made meanwhile. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOptimizerHasValues(boolean ran) {
    try (Model model = model(ran)) {
      // Iterations, the rate, and two moments of the kernel and the bias.
      assertEquals(6, model.undisturbed(model::optimizerValues).size());
    }
  }

  @Test
  void nothingIsMovedMeanwhile() {
    try (Model model = model(true)) {
      ModelException e =
          assertThrows(ModelException.class, () -> model.undisturbed(() -> close(model)));
      assertTrue(e.getMessage().contains("undisturbed"), e.getMessage());
      assertFalse(model.weightValues().isEmpty());
    }
  }

  private static List<TensorData> set(Model model, List<TensorData> values) {
    model.setWeights(values);
    return values;
  }

  private static Object close(Model model) {
    model.close();
    return null;
  }
}
