package io.trihorn.ndarray.pending;

import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  /**
   * More operations than this are a loop that does not end: engines take minutes for half of it.
   */
  private static final int MOST_ENTRIES = 50_000;

  private static final ThreadLocal<Tape> CURRENT = new ThreadLocal<>();

  private final List<Entry> entries = new ArrayList<>();

  /** What takes the gradients with respect to cells. */
  private final Map<Cell, Consumer<Cell>> watched = new IdentityHashMap<>();

  /** The cells seen of whatever has values that may be others later. */
  private final Map<Object, Set<Cell>> sources = new IdentityHashMap<>();

  private final Set<Cell> tracked = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<Cell> constants = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean forgotten;

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

  /** Records what is computed from a source, an array's elements or a weight, from now on. */
  public void watch(Object source) {
    sources.putIfAbsent(source, new LinkedHashSet<>());
  }

  /** Whether a source is watched. */
  public boolean watches(Object source) {
    return sources.containsKey(source);
  }

  /** Says that a cell is the value of a source, which matters if that is watched. */
  public void note(Object source, Cell cell) {
    Set<Cell> cells = sources.get(source);
    if (cells != null) {
      cells.add(cell);
      track(cell);
    }
  }

  /** The values that a watched source had. */
  public List<Cell> cellsOf(Object source) {
    return List.copyOf(sources.get(source));
  }

  /** Whether a cell is watched or depends on one that is. */
  public boolean tracks(Cell cell) {
    return tracked.contains(cell);
  }

  private void track(Cell cell) {
    if (!forgotten && tracked.add(cell)) {
      cell.addOwner();
    }
  }

  void record(Operation operation, List<Cell> operands, List<Cell> results) {
    if (operation.isConstant() || !isAnyTracked(operands)) {
      return;
    }
    if (entries.size() == MOST_ENTRIES) {
      throw new IllegalStateException(
          operation.name()
              + ": "
              + MOST_ENTRIES
              + " operations were recorded for gradients already; does a loop never end? Bound it, or"
              + " close the tape from time to time");
    }
    // What is not tracked is a constant of the program that gives the gradients.
    for (Cell operand : operands) {
      if (!tracked.contains(operand)) {
        hold(operand);
      }
    }
    for (Cell result : results) {
      track(result);
    }
    entries.add(new Entry(operation, operands, results));
  }

  private boolean isAnyTracked(List<Cell> cells) {
    for (Cell cell : cells) {
      if (tracked.contains(cell)) {
        return true;
      }
    }
    return false;
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
    List<Cell> sources = new ArrayList<>();
    List<Consumer<Cell>> takers = new ArrayList<>();
    List<Cell> found = new ArrayList<>();
    new Recording(target)
        .cells()
        .forEach(
            cell -> {
              if (watched.containsKey(cell)) {
                sources.add(cell);
                takers.add(watched.get(cell));
              }
            });
    if (!sources.isEmpty()) {
      found.addAll(gradients(runtime, target, sources));
    }
    for (int i = 0; i < sources.size(); i++) {
      takers.get(i).accept(found.get(i));
    }
    return found;
  }

  /**
   * The gradients of the sum of a cell's elements.
   *
   * @param sources at least one
   * @return one for each source; null for a source that the target does not depend on
   */
  public List<Cell> gradients(ArrayRuntime runtime, Cell target, List<Cell> sources) {
    Recording recording = new Recording(target);
    List<Cell> present = sources.stream().filter(recording.cells()::contains).toList();
    List<Cell> found = present.isEmpty() ? List.of() : recording.differentiate(runtime, present);
    List<Cell> gradients = new ArrayList<>();
    for (Cell source : sources) {
      int at = present.indexOf(source);
      gradients.add(at < 0 ? null : found.get(at));
    }
    return gradients;
  }

  /** Of what was recorded, that which a target depends on. */
  private final class Recording {
    private final Places places = new Places();
    private final List<Operation> operations = new ArrayList<>();
    private final List<Integer> wiring = new ArrayList<>();
    private final Cell target;

    Recording(Cell target) {
      this.target = target;
      for (Entry entry : needed(target)) {
        operations.add(entry.operation);
        wiring.add(entry.operands.size());
        entry.operands.forEach(operand -> wiring.add(places.of(operand)));
        entry.results.forEach(places::addResult);
      }
      places.of(target);
    }

    /** The cells, in the order in which they came about. */
    Set<Cell> cells() {
      return places.known.keySet();
    }

    List<Cell> differentiate(ArrayRuntime runtime, List<Cell> sources) {
      List<Integer> outputs = new ArrayList<>(List.of(places.of(target)));
      sources.forEach(source -> outputs.add(places.of(source)));
      Structure structure =
          new Structure(
              places.leaves.stream().map(Cell::type).toList(),
              operations,
              wiring.stream().mapToInt(i -> i).toArray(),
              outputs.stream().mapToInt(i -> i).toArray());
      Operation operation =
          new Operation("gradient", in -> differentiated(structure, in), structure);
      return runtime.append(operation, places.leaves);
    }
  }

  private List<Entry> needed(Cell target) {
    Set<Cell> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    wanted.add(target);
    List<Entry> chosen = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (!Collections.disjoint(entry.results, wanted)) {
        chosen.add(entry);
        wanted.addAll(entry.operands);
      }
    }
    Collections.reverse(chosen);
    return chosen;
  }

  /** Cells as a structure counts them. */
  private static final class Places {
    private final Map<Cell, Integer> known = new LinkedHashMap<>();
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

  /** The gradients of a structure's first output with respect to the others. */
  private static List<Tensor> differentiated(Structure structure, List<Tensor> leaves) {
    List<Tensor> outputs = structure.apply(leaves);
    Tensor target = outputs.get(0);
    List<Tensor> sources = outputs.subList(1, outputs.size());
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
    forget();
    sources.clear();
  }

  /** Lets go what it held, and records no more: it will not be asked again. */
  public void forget() {
    forgotten = true;
    entries.clear();
    sources.values().forEach(Set::clear);
    tracked.forEach(Cell::removeOwner);
    constants.forEach(Cell::removeOwner);
    tracked.clear();
    constants.clear();
    watched.clear();
  }
}
