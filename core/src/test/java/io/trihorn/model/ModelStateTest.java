package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.VariableStore;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.random.SplitMix64;
import io.trihorn.state.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values while they wait for a store, when they go there, and when they leave it. */
class ModelStateTest {
  private static final TensorType PAIR = TensorType.of(DataType.FLOAT32, 2);
  private static final TensorData TWO = TensorData.of(new float[] {2, 2}, 2);
  private static final TensorData FIVE = TensorData.of(new float[] {5, 5}, 2);

  private final CountingBackend backend = new CountingBackend();
  private final ModelState state = new ModelState();
  private final Weight a = Weight.state("a", "a", PAIR, Initializers.constant(2));
  private final Weight b = Weight.state("b", "b", PAIR, Initializers.constant(3));

  /** Gives another value each time. */
  private static final class Count implements Initializer {
    private int asked;

    @Override
    public TensorData generate(TensorType type, long seed) {
      return TensorData.full(type, ++asked);
    }

    @Override
    public void configure(Config config) {}
  }

  private VariableStore stored() {
    return state.store(backend, Device.cpu());
  }

  @Test
  void theNthDrawsFromTheNthSeedWhereverItStays() {
    Initializer random = Initializers.randomUniform(0, 1);
    Weight first = Weight.state("first", "first", PAIR, random);
    Weight second = Weight.state("second", "second", PAIR, random);
    Weight late = Weight.state("late", "late", PAIR, random);
    state.initialize(List.of(first, second), 7);
    TensorData expected = random.generate(PAIR, SplitMix64.mix(7, 1));
    assertEquals(expected, state.read(second.variable()));
    assertNotEquals(state.read(first.variable()), state.read(second.variable()));
    stored();
    assertEquals(expected, state.read(second.variable()));
    state.initialize(List.of(first, late), 7);
    assertEquals(expected, state.read(late.variable()));
    assertEquals(1, backend.writes.get(first.variable()), "one that has a value keeps it");
  }

  @Test
  void whatIsThereIsCounted() {
    assertFalse(state.has(a.variable()));
    assertEquals(0, state.bytes());
    state.initialize(List.of(a), 0);
    assertTrue(state.has(a.variable()));
    assertNull(state.store());
    assertEquals(1, state.count());
    assertEquals(8, state.bytes());
    VariableStore store = stored();
    assertSame(store, state.store());
    assertSame(store, stored(), "there is one store");
    state.initialize(List.of(a, b), 0);
    assertTrue(state.has(a.variable()) && state.has(b.variable()));
    assertEquals(2, state.count());
    assertEquals(16, state.bytes());
  }

  @Test
  void valuesAreCopied() {
    TensorData given = TensorData.of(new float[] {2, 2}, 2);
    state.write(a.variable(), given);
    given.setDouble(0, 9);
    TensorData read = state.read(a.variable());
    assertEquals(TWO, read);
    read.setDouble(0, 9);
    assertEquals(TWO, state.read(a.variable()));
    stored();
    state.read(a.variable()).setDouble(0, 9);
    assertEquals(TWO, state.read(a.variable()));
  }

  @Test
  void valuesAreWrittenToWhereTheyStay() {
    state.write(a.variable(), place -> place.asFloatBuffer().put(new float[] {2, 2}));
    assertEquals(TWO, state.read(a.variable()));
    stored();
    state.write(b.variable(), place -> place.asFloatBuffer().put(new float[] {5, 5}));
    assertTrue(state.has(b.variable()));
    assertEquals(FIVE, state.read(b.variable()));
    state.write(b.variable(), TWO);
    assertEquals(TWO, state.read(b.variable()));
    assertEquals(2, backend.writes.get(b.variable()));
    Weight c = Weight.state("c", "c", PAIR, Initializers.zeros());
    state.write(c.variable(), FIVE);
    assertTrue(state.has(c.variable()));
  }

  @Test
  void anInitializerIsAskedOnce() {
    Weight counted = Weight.state("counted", "counted", PAIR, new Count());
    state.initialize(List.of(counted), 0);
    TensorData first = state.read(counted.variable());
    assertEquals(TensorData.full(PAIR, 1), first);
    assertEquals(first, state.read(counted.variable()));
    stored();
    assertEquals(first, state.read(counted.variable()));
    Weight late = Weight.state("late", "late", PAIR, counted.initializer());
    state.initialize(List.of(late), 0);
    assertEquals(TensorData.full(PAIR, 2), state.read(late.variable()));
    assertEquals(1, backend.writes.get(late.variable()));
  }

  @Test
  void oneWithoutAValueIsNamed() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> state.read(a.variable()));
    assertTrue(e.getMessage().contains("variable a"), e.getMessage());
  }

  @Test
  void aStoreThatCannotBeFilledIsClosedAndNothingIsLost() {
    state.initialize(List.of(a, b), 0);
    backend.refused = "b";
    BackendException e = assertThrows(BackendException.class, this::stored);
    assertTrue(e.getMessage().contains("no room for b"), e.getMessage());
    assertEquals(1, backend.closedStores);
    assertNull(state.store());
    assertEquals(2, state.count());
    backend.refused = null;
    stored();
    assertEquals(TWO, state.read(a.variable()));
    assertEquals(2, state.count());
  }

  @Test
  void whatIsForgottenIsFreed() {
    Weight c = Weight.state("c", "c", PAIR, Initializers.zeros());
    state.initialize(List.of(a, b, c), 0);
    state.forget(List.of(c.variable()));
    assertFalse(state.has(c.variable()));
    stored();
    state.forget(List.of(a.variable(), c.variable()));
    assertEquals(1, backend.removed, "only what was there");
    assertFalse(state.has(a.variable()));
    assertTrue(state.has(b.variable()));
    state.forget(List.of(c.variable()));
    assertEquals(1, backend.removed);
    assertEquals(0, backend.closedStores);
    state.forget(List.of(b.variable()));
    assertEquals(1, backend.closedStores, "an empty store goes");
    assertNull(state.store());
    assertEquals(0, state.count());
  }

  @Test
  void valuesLeaveAStoreWithWhatTheyAreThen() {
    state.leaveStore();
    state.initialize(List.of(a), 0);
    stored();
    state.write(a.variable(), FIVE);
    state.leaveStore();
    assertEquals(1, backend.closedStores);
    assertNull(state.store());
    assertEquals(1, state.count());
    assertEquals(FIVE, state.read(a.variable()));
  }

  @Test
  void anothersValuesAreTakenOverWhereverEitherHasThem() {
    for (int i = 0; i < 4; i++) {
      ModelState here = new ModelState();
      ModelState there = new ModelState();
      here.write(a.variable(), TWO);
      there.write(b.variable(), FIVE);
      if (i % 2 == 1) {
        here.store(backend, Device.cpu());
      }
      if (i / 2 == 1) {
        there.store(backend, Device.cpu());
      }
      here.takeOver(there);
      assertEquals(TWO, here.read(a.variable()));
      assertEquals(FIVE, here.read(b.variable()));
      assertEquals(2, here.count());
      assertEquals(i % 2 == 1, here.store() != null);
      assertEquals(0, there.count());
      assertNull(there.store());
    }
    assertEquals(2, backend.closedStores, "both of the others'");
  }

  @Test
  void closingFreesAll() {
    state.initialize(List.of(a), 0);
    stored();
    state.initialize(List.of(b), 0);
    state.close();
    state.close();
    assertEquals(1, backend.closedStores);
    assertEquals(0, state.count());
    assertFalse(state.has(a.variable()));
    state.initialize(List.of(a), 0);
    state.close();
    assertEquals(0, state.count(), "what waits goes too");
  }

  @Test
  void variablesAreToldApartByThemselves() {
    Variable twin = new Variable("a", PAIR);
    state.write(a.variable(), TWO);
    state.write(twin, FIVE);
    assertEquals(TWO, state.read(a.variable()));
    assertEquals(FIVE, state.read(twin));
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Else the heap would keep their memory while a backend has them too. */
  @Test
  void whatWaitedLeavesTheHeap() {
    TensorType many = TensorType.of(DataType.FLOAT32, 50_000_000);
    Variable variable = new Variable("many", many);
    System.gc();
    state.write(variable, place -> place.putFloat(0, 7));
    long before = used();
    stored();
    long left = before - used();
    assertTrue(left > many.bytes() / 2, left + " of " + many.bytes() + " bytes left the heap");
    state.close();
  }
}
