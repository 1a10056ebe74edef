package io.trihorn.ndarray.pending;

import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The operations that one thread asks for between open and close, as far as they depend on watched
 * cells. Gradients are an operation of their own, which does the recorded ones again in its graph,
 * so that the whole is one program; being recorded too, it can be differentiated again.
 */
public final class Tape implements AutoCloseable {
  private static final ThreadLocal<Tape> CURRENT = new ThreadLocal<>();

  private final List<Entry> entries = new ArrayList<>();

  /** What takes the gradients with respect to cells. */
  private final Map<Cell, Consumer<Cell>> watched = new IdentityHashMap<>();

  private final Set<Cell> tracked = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<Cell> constants = Collections.newSetFromMap(new IdentityHashMap<>());

  private record Entry(Operation operation, List<Cell> operands, List<Cell> results) {}

  private Tape() {}

  /**
   * Starts to record what this thread does.
   *
   * @throws IllegalStateException if it is recorded already
   */
  public static Tape open() {
    if (CURRENT.get() != null) {
      throw new IllegalStateException(
          "gradients are being collected on this thread already: close the other collector first");
    }
    Tape tape = new Tape();
    CURRENT.set(tape);
    return tape;
  }

  /** This thread's tape; null if nothing is recorded. */
  public static Tape current() {
    return CURRENT.get();
  }

  /**
   * Takes gradients with respect to a cell.
   *
   * @param takesGradient is given each gradient
   */
  public void watch(Cell cell, Consumer<Cell> takesGradient) {
    if (watched.putIfAbsent(cell, takesGradient) == null) {
      track(cell);
    }
  }

  /** Whether a cell is watched or depends on one that is. */
  public boolean tracks(Cell cell) {
    return tracked.contains(cell);
  }

  private void track(Cell cell) {
    if (tracked.add(cell)) {
      cell.addOwner();
    }
  }

  void record(Operation operation, List<Cell> operands, List<Cell> results) {
    if (operation.isConstant() || operands.stream().noneMatch(tracked::contains)) {
      return;
    }
    // What is not tracked is a constant of the program that gives the gradients.
    operands.stream().filter(operand -> !tracked.contains(operand)).forEach(this::hold);
    results.forEach(this::track);
    entries.add(new Entry(operation, List.copyOf(operands), results));
  }

  private void hold(Cell constant) {
    if (constants.add(constant)) {
      constant.addOwner();
    }
  }

  /**
   * Gives the gradients of the sum of a cell's elements to those who take them.
   *
   * @return the gradients with respect to the watched cells that it depends on
   */
  public List<Cell> backward(ArrayRuntime runtime, Cell target) {
    Places places = new Places();
    List<Operation> operations = new ArrayList<>();
    List<Integer> wiring = new ArrayList<>();
    for (Entry entry : needed(target)) {
      operations.add(entry.operation);
      wiring.add(entry.operands.size());
      entry.operands.forEach(operand -> wiring.add(places.of(operand)));
      entry.results.forEach(places::addResult);
    }
    int[] output = {places.of(target)};
    List<TensorType> types = places.leaves.stream().map(Cell::type).toList();
    int[] wired = wiring.stream().mapToInt(i -> i).toArray();
    Structure structure = new Structure(types, operations, wired, output);
    List<Integer> wrt = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (watched.containsKey(places.leaves.get(i))) {
        wrt.add(i);
      }
    }
    Operation operation =
        new Operation("gradient", in -> differentiated(structure, in, wrt), structure, wrt);
    List<Cell> found = runtime.append(operation, places.leaves);
    for (int i = 0; i < wrt.size(); i++) {
      watched.get(places.leaves.get(wrt.get(i))).accept(found.get(i));
    }
    return found;
  }

  private List<Entry> needed(Cell target) {
    Set<Cell> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    wanted.add(target);
    List<Entry> chosen = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.results.stream().anyMatch(wanted::contains)) {
        chosen.add(entry);
        wanted.addAll(entry.operands);
      }
    }
    Collections.reverse(chosen);
    return chosen;
  }

  /** Cells as a structure counts them. */
  private static final class Places {
    private final Map<Cell, Integer> known = new IdentityHashMap<>();
    private final List<Cell> leaves = new ArrayList<>();
    private int results;

    int of(Cell cell) {
      Integer place = known.get(cell);
      if (place == null) {
        place = leaves.size();
        known.put(cell, place);
        leaves.add(cell);
      }
      return place;
    }

    void addResult(Cell cell) {
      known.put(cell, -1 - results++);
    }
  }

  private static List<Tensor> differentiated(
      Structure structure, List<Tensor> leaves, List<Integer> wrt) {
    Tensor target = structure.apply(leaves).get(0);
    List<Tensor> sources = wrt.stream().map(leaves::get).toList();
    List<Value> found =
        Gradients.of(
            target.builder(),
            List.of(target.value()),
            List.of(Shapes.onesLike(target).value()),
            sources.stream().map(Tensor::value).toList());
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Tensor source = sources.get(i);
      Value value = found.get(i);
      gradients.add(value == null ? Shapes.zerosLike(source) : source.with(value));
    }
    return gradients;
  }

  /** Ends the recording, and lets go what it held. */
  @Override
  public void close() {
    if (CURRENT.get() == this) {
      CURRENT.remove();
    }
    entries.clear();
    tracked.forEach(Cell::removeOwner);
    constants.forEach(Cell::removeOwner);
    tracked.clear();
    constants.clear();
    watched.clear();
  }
}
