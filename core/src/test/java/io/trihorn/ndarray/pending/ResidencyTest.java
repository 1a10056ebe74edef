package io.trihorn.ndarray.pending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Values that are changed often stay in the store; those that were before stay right. */
class ResidencyTest {
  private static final Operation ADD =
      new Operation("add", in -> List.of(Ops.add(in.get(0), in.get(1))));
  private static final Operation MUL =
      new Operation("mul", in -> List.of(Ops.multiply(in.get(0), in.get(1))));

  private final List<Graph> compiled = new CopyOnWriteArrayList<>();
  private final ArrayRuntime runtime =
      ArrayRuntime.of(
          new ForwardingBackend(new ReferenceBackend()) {
            @Override
            public Executable compile(Graph graph, VariableStore store) {
              compiled.add(graph);
              return super.compile(graph, store);
            }
          });

  /** What an array is to cells: it owns the one it has, and changes to others. */
  private final class State {
    private Cell cell = owned(Cell.of(TensorData.of(new float[] {0, 10, 20})));

    void changeTo(Cell next) {
      next.follow(cell);
      owned(next);
      cell.removeOwner();
      cell = next;
    }

    void add(double number) {
      changeTo(of(ADD, cell, Cell.scalar(DataType.FLOAT32, number)));
    }
  }

  private static Cell owned(Cell cell) {
    cell.addOwner();
    return cell;
  }

  private Cell of(Operation operation, Cell x, Cell y) {
    return runtime.append(operation, List.of(x, y)).get(0);
  }

  private double first(Cell cell) {
    return runtime.valueOf(cell).toHost().getDouble(0);
  }

  private Graph last() {
    return compiled.get(compiled.size() - 1);
  }

  @Test
  void whatIsChangedInALoopIsReadAndWrittenInTheStore() {
    State state = new State();
    for (int i = 1; i <= 12; i++) {
      state.add(1);
      assertEquals(i, first(state.cell));
    }
    assertEquals(2, compiled.size(), "programs");
    assertEquals(1, last().updates().size());
    assertEquals(1, last().parameters().size(), "only the number is fed");
    assertEquals(last().reads().keySet(), last().updates().keySet());
  }

  /** As weights, their gradients and their changes in a loop that trains. */
  @Test
  void changesThatOthersNeedComeFirst() {
    State weight = new State();
    State slot = new State();
    double expected = 0;
    double kept = 0;
    for (int i = 1; i <= 20; i++) {
      Cell loss = owned(of(MUL, weight.cell, weight.cell));
      assertEquals(expected * expected, first(loss), 1e-3 * Math.abs(expected * expected));
      loss.removeOwner();
      Cell slope = owned(of(ADD, weight.cell, Cell.scalar(DataType.FLOAT32, 1)));
      slot.changeTo(of(MUL, of(ADD, slot.cell, slope), Cell.scalar(DataType.FLOAT32, 0.5)));
      weight.changeTo(of(ADD, weight.cell, slot.cell));
      slope.removeOwner();
      kept = (kept + expected + 1) * 0.5;
      expected += kept;
    }
    assertTrue(
        compiled.stream()
            .anyMatch(graph -> graph.updates().size() == 2 && graph.outputs().isEmpty()),
        "a program that does nothing but change both");
    assertTrue(last().parameters().size() <= 2, last().toString());
  }

  @Test
  void whatWasBeforeStaysForWhoStillHasIt() {
    State state = new State();
    List<Cell> kept = new ArrayList<>();
    List<Cell> pending = new ArrayList<>();
    for (int i = 1; i <= 24; i++) {
      state.add(1);
      first(state.cell);
      if (i % 5 == 0) {
        kept.add(owned(state.cell));
        pending.add(owned(of(MUL, state.cell, Cell.scalar(DataType.FLOAT32, 2))));
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(5 * (i + 1), first(kept.get(i)));
      assertEquals(10 * (i + 1), first(pending.get(i)));
    }
    assertEquals(24, first(state.cell));
  }

  @Test
  void variablesServeTheNextArrayOfTheirType() {
    for (int round = 0; round < 5; round++) {
      State state = new State();
      for (int i = 1; i <= 12; i++) {
        state.add(1);
        assertEquals(i, first(state.cell));
      }
      state.cell.removeOwner();
    }
    assertEquals(2, compiled.size(), "programs");
  }

  @Test
  void whoReadsWhileAnotherChangesSeesOneValue() throws InterruptedException {
    State state = new State();
    for (int i = 0; i < 12; i++) {
      state.add(1);
      first(state.cell);
    }
    Cell old = owned(state.cell);
    AtomicBoolean wrong = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < 300; i++) {
                Cell sum = owned(of(ADD, old, Cell.scalar(DataType.FLOAT32, i)));
                if (first(sum) != 12 + i || first(old) != 12) {
                  wrong.set(true);
                }
                sum.removeOwner();
              }
            });
    reader.start();
    for (int i = 1; i <= 300; i++) {
      state.add(1);
      assertEquals(12 + i, first(state.cell));
    }
    reader.join();
    assertEquals(false, wrong.get());
  }
}
