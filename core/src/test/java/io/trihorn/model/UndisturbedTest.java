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
  /** Long enough for a thread that need not wait to be done. */
  private static final long MOMENT = 200;

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
  void othersWaitUntilAllIsRead(boolean ran) throws InterruptedException {
    try (Model model = model(ran)) {
      Thread other = new Thread(() -> model.setWeights(TWOS));
      List<TensorData> read =
          model.undisturbed(
              () -> {
                other.start();
                assertTrue(isWaiting(other));
                return model.weightValues();
              });
      assertEquals(ONES, read);
      other.join();
      assertEquals(TWOS, model.weightValues());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void othersSeeAllThatIsSetOrNothing(boolean ran) throws InterruptedException {
    try (Model model = model(ran)) {
      AtomicReference<List<TensorData>> seen = new AtomicReference<>();
      Thread other = new Thread(() -> seen.set(model.weightValues()));
      String done =
          model.alone(
              () -> {
                other.start();
                assertTrue(isWaiting(other));
                model.setWeights(TWOS);
                return "done";
              });
      other.join();
      assertEquals("done", done);
      assertEquals(TWOS, seen.get());
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

  private static Object close(Model model) {
    model.close();
    return null;
  }

  private static boolean isWaiting(Thread thread) {
    try {
      thread.join(MOMENT);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return thread.isAlive();
  }
}
