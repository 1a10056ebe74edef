package io.trihorn.ndarray.pending;

import io.trihorn.graph.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that some cells need, put into an order that depends on the operations only. Another thread
 * may make a cell known meanwhile; it is then a leaf from where it is seen as known.
 */
final class Flush {
  private final Map<Cell, Integer> leafPlaces = new IdentityHashMap<>();
  private final List<Cell> leaves = new ArrayList<>();

  /** The place of the first result of what is done; null while it waits for its operands. */
  private final Map<Pending, Integer> firstResults = new IdentityHashMap<>();

  private final List<Pending> steps = new ArrayList<>();
  private final Map<Cell, Integer> seen = new IdentityHashMap<>();
  private final List<Cell> outputs = new ArrayList<>();
  private int[] wiring = new int[16];
  private int wired;
  private int results;

  /** What these need, which are pending. */
  Flush(List<Cell> roots) {
    for (Cell root : roots) {
      Pending maker = root.pending();
      if (maker != null) {
        visit(maker);
        if (place(root) < 0) {
          outputs.add(root);
        }
      }
    }
    // The order of the steps, not of the map, which goes by addresses.
    for (Pending step : steps) {
      for (Cell operand : step.operands()) {
        Integer place = seen.get(operand);
        if (place != null && operand.isWorthKeeping() && !outputs.contains(operand)) {
          outputs.add(operand);
        }
      }
      for (Cell result : step.results()) {
        if (result.isKeptBeside() && !outputs.contains(result)) {
          place(result);
          outputs.add(result);
        }
      }
    }
  }

  private void visit(Pending root) {
    Deque<Pending> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Pending step = open.peek();
      if (firstResults.get(step) != null) {
        open.pop();
        continue;
      }
      boolean ready = true;
      List<Cell> operands = step.operands();
      for (int i = operands.size() - 1; i >= 0; i--) {
        Pending maker = leafPlaces.containsKey(operands.get(i)) ? null : operands.get(i).pending();
        if (maker != null && firstResults.get(maker) == null) {
          open.push(maker);
          ready = false;
        }
      }
      if (ready) {
        open.pop();
        emit(step);
      }
    }
  }

  private void emit(Pending step) {
    wire(step.operands().size());
    for (Cell operand : step.operands()) {
      wire(place(operand));
    }
    steps.add(step);
    firstResults.put(step, results);
    results += step.results().size();
  }

  private int place(Cell cell) {
    Integer known = leafPlaces.get(cell);
    if (known == null) {
      known = seen.get(cell);
    }
    if (known != null) {
      return known;
    }
    Pending maker = cell.pending();
    if (maker != null && firstResults.get(maker) != null) {
      int place = -1 - firstResults.get(maker) - cell.index();
      seen.put(cell, place);
      return place;
    }
    leafPlaces.put(cell, leaves.size());
    leaves.add(cell);
    return leaves.size() - 1;
  }

  private void wire(int number) {
    if (wired == wiring.length) {
      wiring = Arrays.copyOf(wiring, 2 * wired);
    }
    wiring[wired++] = number;
  }

  /** The cells to be fed, in the order of the program's parameters. */
  List<Cell> leaves() {
    return leaves;
  }

  /** The cells that become known, in the order of the program's outputs; empty if all are. */
  List<Cell> outputs() {
    return outputs;
  }

  /** What the program is found by. */
  Structure structure() {
    List<TensorType> types = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> types.add(leaf.type()));
    List<Operation> operations = new ArrayList<>(steps.size());
    steps.forEach(step -> operations.add(step.operation()));
    int[] places = new int[outputs.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = seen.get(outputs.get(i));
    }
    return new Structure(types, operations, Arrays.copyOf(wiring, wired), places);
  }

  /** Which of these are operands of what it does. */
  List<Cell> operandsAmong(Set<Cell> cells) {
    Set<Cell> used = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Pending step : steps) {
      step.operands().stream().filter(cells::contains).forEach(used::add);
    }
    // The order of the outputs, not of the set, which goes by addresses.
    return outputs.stream().filter(used::contains).toList();
  }

  /** How often cells are operands of what is done then, because all its results are known. */
  Map<Cell, Integer> usesDone() {
    Set<Cell> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(outputs);
    Map<Cell, Integer> uses = new IdentityHashMap<>();
    for (Pending step : steps) {
      if (known.containsAll(step.results())) {
        step.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
      }
    }
    return uses;
  }

  /** Notes in what was not kept that it was computed once, and how far it is from what is known. */
  void finish() {
    for (Pending step : steps) {
      step.setComputed();
      step.measure();
    }
  }
}
