package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializers;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The lock that values are used under, and states that become one. */
class SharedStateTest {
  private static final TensorType PAIR = TensorType.of(DataType.FLOAT32, 2);
  private static final TensorData TWO = TensorData.of(new float[] {2, 2}, 2);
  private static final TensorData FIVE = TensorData.of(new float[] {5, 5}, 2);

  private final CountingBackend backend = new CountingBackend();
  private final SharedState state = new SharedState();

  /** States know who uses them only as long as somebody else does. */
  private final List<Engine> users = new ArrayList<>();

  private static Weight weight(String name) {
    return Weight.state(name, name, PAIR, Initializers.zeros());
  }

  private static <T> T fails(SharedState given) {
    throw new IllegalArgumentException("on purpose");
  }

  /** A state in use, with a weight of this value. */
  private SharedState used(Weight weight, TensorData value) {
    SharedState state = new SharedState();
    users.add(new Engine(() -> "user"));
    state.enter(users.get(users.size() - 1));
    state.join(List.of(weight));
    state.shared(s -> written(s, weight, value));
    return state;
  }

  private static SharedState written(SharedState state, Weight weight, TensorData value) {
    state.values().write(weight.variable(), value);
    return state;
  }

  private static TensorData read(SharedState state, Weight weight) {
    return Elsewhere.done(() -> state.shared(s -> s.values().read(weight.variable())));
  }

  private static SharedState root(SharedState state) {
    return state.shared(s -> s);
  }

  @Test
  void nobodyWaitsForWhatHasEnded() {
    List<Function<Function<SharedState, String>, String>> ways =
        List.of(state::shared, state::exclusively);
    for (Function<Function<SharedState, String>, String> way : ways) {
      assertEquals("done", way.apply(s -> "done"));
      assertEquals("alone", Elsewhere.done(() -> state.exclusively(s -> "alone")));
      assertThrows(IllegalArgumentException.class, () -> way.apply(SharedStateTest::<String>fails));
      assertEquals("alone", Elsewhere.done(() -> state.exclusively(s -> "alone")));
    }
  }

  @Test
  void sharingIsSideBySideAndBeingAloneIsNot() {
    Elsewhere<String> alone =
        state.shared(
            s -> {
              assertEquals("too", Elsewhere.done(() -> state.shared(t -> "too")));
              Elsewhere<String> waiting = Elsewhere.begin(() -> state.exclusively(t -> "alone"));
              assertTrue(waiting.waits());
              return waiting;
            });
    assertEquals("alone", alone.result());
    Elsewhere<String> shared =
        state.exclusively(
            s -> {
              assertEquals("inside", state.shared(t -> "inside"));
              Elsewhere<String> waiting = Elsewhere.begin(() -> state.shared(t -> "later"));
              assertTrue(waiting.waits());
              return waiting;
            });
    assertEquals("later", shared.result());
  }

  @Test
  void whoSharesCannotBeAlone() {
    ModelException e =
        assertThrows(
            ModelException.class, () -> state.shared(s -> state.exclusively(t -> "never")));
    assertTrue(e.getMessage().contains("must not change, move or close it"), e.getMessage());
    assertEquals("alone", Elsewhere.done(() -> state.exclusively(s -> "alone")));
  }

  @Test
  void statesWithAWeightInCommonBecomeOne() {
    Weight a = weight("a");
    Weight b = weight("b");
    Weight c = weight("c");
    SharedState first = used(a, TWO);
    SharedState second = used(b, FIVE);
    SharedState third = used(c, TWO);
    assertNotSame(root(first), root(second));
    Elsewhere.done(() -> joined(second, a));
    Elsewhere.done(() -> joined(third, b));
    assertSame(root(first), root(second));
    assertSame(root(third), root(second));
    for (SharedState each : List.of(first, second, third)) {
      assertEquals(TWO, read(each, a));
      assertEquals(FIVE, read(each, b));
      assertEquals(TWO, read(each, c));
      assertEquals("free", Elsewhere.done(() -> each.exclusively(s -> "free")));
    }
    assertEquals(3, root(first).values().count());
    // Once they are one, there is nothing to do.
    assertSame(root(first), root(joined(first, c)));
  }

  private static SharedState joined(SharedState state, Weight weight) {
    state.join(List.of(weight));
    return state;
  }

  @Test
  void joiningWaitsForThoseWhoUseEither() {
    Weight a = weight("a");
    SharedState first = used(a, TWO);
    SharedState second = used(weight("b"), FIVE);
    for (SharedState held : List.of(first, second)) {
      Weight more = weight("more");
      joined(first, more);
      Elsewhere<SharedState> joining =
          held.shared(
              s -> {
                Elsewhere<SharedState> waiting = Elsewhere.begin(() -> joined(second, more));
                boolean one = root(first) == root(second);
                assertTrue(one || waiting.waits());
                return waiting;
              });
      joining.result();
      assertSame(root(first), root(second));
    }
  }

  @Test
  void thePlaceThatIsKeptIsTheOneInUseThenStoredThenChosenThenLarger() {
    Weight a = weight("a");
    Weight b = weight("b");
    SharedState idle = new SharedState();
    idle.join(List.of(a));
    written(idle, a, TWO);
    SharedState user = used(b, FIVE);
    joined(idle, b);
    assertSame(user, root(idle));

    Weight c = weight("c");
    SharedState stored = used(c, TWO);
    stored.exclusively(s -> moved(s, backend));
    stored.shared(SharedState::store);
    SharedState large = used(weight("d"), TWO);
    large.exclusively(s -> moved(s, backend));
    large.shared(s -> written(s, weight("e"), TWO));
    joined(large, c);
    assertSame(stored, root(large));

    Weight f = weight("f");
    SharedState chosen = used(f, TWO);
    chosen.exclusively(s -> moved(s, backend));
    SharedState larger = used(weight("g"), TWO);
    larger.shared(s -> written(s, weight("h"), TWO));
    joined(larger, f);
    assertSame(chosen, root(larger));
    assertSame(backend, larger.shared(SharedState::backend));

    Weight i = weight("i");
    SharedState small = used(i, TWO);
    SharedState big = used(weight("j"), TWO);
    big.shared(s -> written(s, weight("k"), TWO));
    Weight l = weight("l");
    joined(big, l);
    joined(small, l);
    assertSame(big, root(small));
  }

  private static SharedState moved(SharedState state, Backend target) {
    state.moveTo(target, null);
    return state;
  }

  @Test
  void movingTakesTheValuesAlong() {
    Weight a = weight("a");
    SharedState here = used(a, TWO);
    here.exclusively(s -> moved(s, backend));
    here.shared(SharedState::store);
    here.exclusively(s -> moved(s, backend));
    assertEquals(0, backend.closedStores, "they are there already");
    Device device = backend.info().devices().get(0);
    here.exclusively(
        s -> {
          s.moveTo(backend, device);
          return s;
        });
    assertEquals(0, backend.closedStores, "which is the device they are on");
    CountingBackend other = new CountingBackend();
    here.exclusively(s -> moved(s, other));
    assertEquals(1, backend.closedStores);
    assertSame(other, here.shared(SharedState::backend));
    assertEquals(TWO, read(here, a));
    assertSame(device, here.shared(SharedState::store).device());
  }

  @Test
  void theBackendIsChosenWhenItIsNeeded() {
    Backends.setDefault("reference");
    try {
      state.shared(
          s -> {
            s.requireBackend();
            return s;
          });
      assertEquals("reference", state.shared(SharedState::backend).name());
      assertSame(state.shared(SharedState::backend), state.shared(SharedState::backend));
    } finally {
      Backends.setDefault(null);
    }
  }

  @Test
  void whatWasFreedIsNamedUntilItHasAValueAgain() {
    Weight a = weight("a");
    Weight b = weight("b");
    Engine first = new Engine(() -> "first");
    Engine second = new Engine(() -> "second");
    first.write(a, TWO);
    first.write(b, TWO);
    second.join(List.of(a));
    first.close();
    second.requireNotFreed(List.of(a));
    assertEquals(TWO, second.read(a.variable()));
    ModelException e =
        assertThrows(ModelException.class, () -> second.requireNotFreed(List.of(a, b)));
    assertTrue(e.getMessage().contains("'second'") && e.getMessage().contains("'b'"), e.toString());
    second.write(b, FIVE);
    second.requireNotFreed(List.of(a, b));
    assertEquals(FIVE, second.read(b.variable()));
    second.close();
  }

  @Test
  void whatIsGarbageIsFreedByWhoeverIsAloneNext() {
    Weight kept = weight("kept");
    SharedState owner = used(kept, TWO);
    owner.shared(s -> written(s, weight("more"), TWO));
    Variable gone = abandoned(owner);
    assertTrue(
        becomes(() -> owner.exclusively(s -> !s.values().has(gone))),
        "a value outlives its weight");
    assertEquals(2, (int) owner.shared(s -> s.values().count()));
    assertEquals(TWO, read(owner, kept));
  }

  @Test
  void whereHalfIsGarbageItIsFreedAtOnce() {
    Weight kept = weight("kept");
    SharedState owner = used(kept, TWO);
    Variable gone = abandoned(owner);
    assertTrue(becomes(() -> owner.shared(s -> !s.values().has(gone))), "nobody else does it");
    assertEquals(TWO, read(owner, kept));
    assertEquals("free", Elsewhere.done(() -> owner.exclusively(s -> "free")));
  }

  @Test
  void whatIsGarbageIsNotTakenOver() {
    Weight common = weight("common");
    SharedState first = used(common, TWO);
    first.shared(s -> written(s, weight("more"), TWO));
    Variable gone = abandoned(first);
    SharedState second = used(weight("other"), TWO);
    joined(second, common);
    assertSame(root(first), root(second));
    assertTrue(becomes(() -> second.exclusively(s -> !s.values().has(gone))));
  }

  /** Whether something holds within some seconds of collecting garbage. */
  private static boolean becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      System.gc();
      // Who looks holds the lock, and who frees would leave it to the next.
      pause();
      holds = condition.getAsBoolean();
    }
    return holds;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Variable abandoned(SharedState owner) {
    Weight weight = weight("gone");
    owner.join(List.of(weight));
    written(owner, weight, FIVE);
    assertTrue(owner.values().has(weight.variable()));
    return weight.variable();
  }

  @Test
  void aStateBeginsEmpty() {
    assertNull(state.values().store());
    assertEquals(0, state.values().count());
  }
}
