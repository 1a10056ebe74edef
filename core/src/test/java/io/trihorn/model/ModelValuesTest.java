package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.state.Weight;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that are read, set and reset before and after they are made. */
class ModelValuesTest {
  private static final TensorData KERNEL = TensorData.of(new float[] {1, 2}, 2, 1);
  private static final TensorData BIAS = TensorData.of(new float[] {3}, 1);

  private final Sequential model = new Sequential(input(2), dense(1).name("out"));
  private final Engine engine = new Engine(() -> "line");
  private final ModelValues values = new ModelValues(model, engine);

  @BeforeEach
  void move() {
    engine.moveTo(new CountingBackend(), null);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void valuesAreMadeWhenTheyAreNeeded() {
    Weight kernel = model.weights().get(0);
    assertEquals(2, (int) values.undisturbed(() -> engine.reached().size()));
    TensorData first = values.read(List.of(kernel)).get(0);
    assertTrue(first.getDouble(0) != 0 || first.getDouble(1) != 0);
    assertEquals(List.of(first), values.read(List.of(kernel)));
  }

  @Test
  void initializingMakesThem() {
    values.initialize();
    assertEquals(2, engine.reached().size());
    assertEquals(TensorData.zeros(BIAS.type()), engine.read(model.weights().get(1).variable()));
  }

  @Test
  void whoIsAloneReachesThem() {
    assertEquals(2, (int) values.alone(() -> engine.reached().size()));
  }

  @Test
  void allAreSetOrNone() {
    values.write(model.weights(), List.of(KERNEL, BIAS));
    assertEquals(List.of(KERNEL, BIAS), values.read(model.weights()));
    ShapeException few =
        assertThrows(ShapeException.class, () -> values.write(model.weights(), List.of(KERNEL)));
    assertTrue(few.getMessage().contains("2 such variables"), few.getMessage());
    assertTrue(few.getMessage().contains("[out/kernel, out/bias]"), few.getMessage());
    ShapeException wrong =
        assertThrows(
            ShapeException.class,
            () -> values.write(model.weights(), List.of(TensorData.zeros(KERNEL.type()), KERNEL)));
    assertTrue(wrong.getMessage().contains("weight 'out/bias'"), wrong.getMessage());
    assertEquals(List.of(KERNEL, BIAS), values.read(model.weights()));
  }

  @Test
  void anotherElementTypeIsConverted() {
    values.write(model.weights(), List.of(TensorData.of(new double[] {1, 2}, 2, 1), BIAS));
    assertEquals(List.of(KERNEL, BIAS), values.read(model.weights()));
  }

  @Test
  void resettingGivesWhatInitializersMake() {
    Weight bias = model.weights().get(1);
    values.reset(List.of(bias));
    assertEquals(2, engine.reached().size(), "the others have values too");
    values.write(bias, place -> place.asFloatBuffer().put(3));
    assertEquals(List.of(BIAS), values.read(List.of(bias)));
    values.reset(List.of(bias));
    assertEquals(List.of(TensorData.zeros(BIAS.type())), values.read(List.of(bias)));
  }

  @Test
  void otherVariablesGetValuesToo() {
    values.initialize();
    Sequential other = new Sequential(input(2), dense(1));
    values.initialize(other.weights());
    assertEquals(4, engine.reached().size());
    values.forget(other.weights());
    assertEquals(2, engine.reached().size());
  }
}
