package io.trihorn.ndarray.pending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When pending operations are done, in how many programs, and when memory is freed. */
class ArrayRuntimeTest {
  private static final Operation ADD =
      new Operation("add", in -> List.of(Ops.add(in.get(0), in.get(1))));
  private static final Operation MUL =
      new Operation("mul", in -> List.of(Ops.multiply(in.get(0), in.get(1))));

  private final AtomicInteger compiled = new AtomicInteger();
  private final ArrayRuntime runtime =
      ArrayRuntime.of(
          new ForwardingBackend(new ReferenceBackend()) {
            @Override
            public Executable compile(Graph graph, VariableStore store) {
              compiled.incrementAndGet();
              return super.compile(graph, store);
            }
          });

  private static Cell vector(float... values) {
    return owned(Cell.of(TensorData.of(values)));
  }

  private static Cell owned(Cell cell) {
    cell.addOwner();
    return cell;
  }

  private Cell with(Operation operation, Cell x, Cell y) {
    return owned(runtime.append(operation, List.of(x, y)).get(0));
  }

  private double first(Cell cell) {
    return runtime.valueOf(cell).toHost().getDouble(0);
  }

  private static Cell number(double value) {
    return Cell.scalar(DataType.FLOAT32, value);
  }

  @Test
  void typesAreKnownAtOnceAndValuesWhenLookedAt() {
    Cell sum = with(ADD, vector(1, 2), vector(3, 4));
    assertEquals(2, sum.type().size());
    assertNull(sum.value());
    assertEquals(0, compiled.get());
    assertEquals(4, first(sum));
    assertEquals(4, first(sum));
    assertEquals(1, compiled.get());
    assertThrows(ShapeException.class, () -> with(ADD, vector(1, 2), vector(1, 2, 3)));
  }

  @Test
  void formulasAreOneProgramWhateverTheNumbers() {
    for (int i = 0; i < 20; i++) {
      Cell x = vector(i, 1);
      Cell y = with(ADD, with(MUL, x, number(i)), number(2.5 * i));
      assertEquals(i * i + 2.5 * i, first(y));
    }
    assertEquals(1, compiled.get());
  }

  @Test
  void loopsThatLookAtEveryStepCompileInTheirFirstRounds() {
    Cell state = vector(1, 2);
    double expected = 1;
    for (int i = 0; i < 100; i++) {
      state = with(ADD, with(MUL, state, number(0.5)), number(i));
      expected = expected * 0.5 + i;
      assertEquals(expected, first(with(MUL, state, number(2))) / 2, 1e-4);
    }
    assertTrue(compiled.get() <= 6, compiled + " programs");
  }

  @Test
  void chainsThatNobodyLooksAtAreDoneFromTimeToTime() {
    Cell state = vector(0);
    for (int i = 0; i < 20_000; i++) {
      Cell next = with(ADD, state, number(1));
      state.removeOwner();
      state = next;
      assertTrue(state.depth() <= 256);
    }
    assertEquals(20_000, first(state));
    assertTrue(compiled.get() <= 4, compiled + " programs");
  }

  @Test
  void whatIsClosedIsFreedOnceNothingPendingNeedsIt() {
    Cell x = with(ADD, vector(1), vector(2));
    runtime.compute(List.of(x));
    Cell y = with(MUL, x, x);
    x.removeOwner();
    assertEquals(3, x.value().toHost().getDouble(0));
    runtime.compute(List.of(y));
    assertEquals(9, y.value().toHost().getDouble(0));
    assertThrows(IllegalStateException.class, () -> x.value().toHost());
    y.removeOwner();
    assertThrows(IllegalStateException.class, () -> y.value().toHost());
  }

  @Test
  void whatIsLookedAtIsGivenToTheHost() {
    TensorData many = TensorData.zeros(TensorType.of(DataType.FLOAT32, 2000));
    Cell seen = with(ADD, Cell.of(many), number(3));
    assertEquals(3, first(seen));
    assertInstanceOf(TensorData.class, seen.value());
    Cell computed = with(MUL, seen, seen);
    runtime.compute(List.of(computed));
    assertInstanceOf(DeviceTensor.class, computed.value());
    assertEquals(9, first(computed));
  }

  @Test
  void oneElementOfALargeValueLeavesTheOthersOnTheDevice() {
    TensorData many = TensorData.zeros(TensorType.of(DataType.FLOAT32, 600, 500));
    many.setDouble(299_999, 4);
    Cell large = with(ADD, Cell.of(many), number(3));
    assertEquals(7, runtime.elementOf(large, 299_999));
    assertInstanceOf(DeviceTensor.class, large.value());
    assertEquals(3, runtime.elementOf(large, 0));
    assertEquals(49, runtime.elementOf(with(MUL, large, large), 299_999));
    Cell small = with(ADD, vector(1), vector(2));
    assertEquals(3, runtime.elementOf(small, 0));
    assertInstanceOf(TensorData.class, small.value());
  }

  @Test
  void whatSeveralNeedIsKeptAndTheMiddleOfAFormulaIsNot() {
    Cell middle = with(ADD, vector(1), vector(2));
    Cell shared = with(MUL, middle, number(2));
    Cell end = with(ADD, with(MUL, shared, number(3)), shared);
    assertEquals(24, first(end));
    assertNotNull(shared.value());
    assertNull(middle.value());
    assertEquals(3, first(middle));
  }

  @Test
  void programsOfManyShapesAreClosedBeforeTheirMemoryAddsUp() {
    AtomicInteger open = new AtomicInteger();
    ArrayRuntime small =
        new ArrayRuntime(
            new ForwardingBackend(new ReferenceBackend()) {
              @Override
              public Executable compile(Graph graph, VariableStore store) {
                open.incrementAndGet();
                return new ForwardingExecutable(super.compile(graph, store)) {
                  @Override
                  public void close() {
                    open.decrementAndGet();
                    super.close();
                  }
                };
              }
            },
            100_000);
    for (int length = 1000; length < 1050; length++) {
      Cell x = vector(new float[length]);
      Cell sum = owned(small.append(ADD, List.of(x, x)).get(0));
      assertEquals(0, small.valueOf(sum).toHost().getDouble(0));
    }
    // Each takes its operand and its result; those of the last 12 would be 100,176 bytes.
    assertEquals(11, open.get());
  }
}
