package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That guards notice what {@link GuardedConformanceTest} is to find. */
class GuardedMemoryTest {
  private final GuardedMemory store = new GuardedMemory(null);
  private final GuardedMemory guards = new GuardedMemory(store);
  private final Resources variables = new Resources(new HostMemory(), store);
  private final Resources resources = new Resources(new HostMemory(), guards);
  private final BytePointer variable = variables.allocate(8);
  private final BytePointer arena = resources.allocate(128);
  private final Frame frame = new Frame(null, resources, null, arena, null, v -> variable, null);
  private final Slot slot = Slot.arena(64);
  private final Ref row = Ref.dense(slot, DataType.FLOAT32, 16);

  @AfterEach
  void free() {
    resources.run();
    variables.run();
  }

  /** The step that writes a byte; its slot is the first 64 of the arena. */
  private Runnable writing(BytePointer to, long at) {
    slot.placeAt(0);
    Instr instr =
        new Instr("", "step", List.of(), List.of(row), false, f -> () -> to.put(at, (byte) 1));
    return guards.watched(instr, frame, instr.binder().bind(frame));
  }

  private void assertFound(BytePointer to, long at) {
    IllegalStateException e = assertThrows(IllegalStateException.class, writing(to, at)::run);
    assertTrue(e.getMessage().startsWith("step wrote at " + at + " of "), e.getMessage());
  }

  @Test
  void aStepMayWriteItsArrays() {
    writing(arena, 0).run();
    writing(arena, 63).run();
    assertEquals(1, arena.get(63));
  }

  @Test
  void nothingElseInTheArena() {
    assertFound(arena, 64);
    assertFound(arena, 127);
  }

  @Test
  void nothingBesideTheArena() {
    assertFound(arena, -1);
    assertFound(arena, 128);
    assertFound(arena, 4000);
  }

  @Test
  void noVariable() {
    assertFound(variable, 0);
    assertFound(variable, 8);
  }
}
