package io.trihorn.ndarray.pending;

import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the values of one flush are: what it is fed, what it reads in the store, and what it writes
 * there in the place of what arrays had before.
 */
final class Residency {
  private final Flush flush;
  private final Residents residents;
  private final ArrayRuntime runtime;

  /** For each output the known value that it may take the place of, or null. */
  private final List<Cell> followed = new ArrayList<>();

  private final List<Cell> settling = new ArrayList<>();
  private final List<Variable> read = new ArrayList<>();
  private final List<Variable> written = new ArrayList<>();
  private final List<TensorValue> feeds = new ArrayList<>();

  Residency(Flush flush, Residents residents, ArrayRuntime runtime) {
    this.flush = flush;
    this.residents = residents;
    this.runtime = runtime;
    Set<Cell> outputs = Collections.newSetFromMap(new IdentityHashMap<>(flush.outputs().size()));
    outputs.addAll(flush.outputs());
    for (Cell output : flush.outputs()) {
      Cell before = output.followed(outputs::contains);
      boolean follows = before != null && (isIn(before) || before.isChangedOften());
      followed.add(follows ? before : null);
      if (follows && !isIn(before)) {
        settling.add(before);
      }
    }
    for (Cell leaf : flush.leaves()) {
      if (leaf.isWorthSettling()) {
        settling.add(leaf);
      }
    }
  }

  private boolean isIn(Cell cell) {
    return cell.variable(residents) != null;
  }

  /** Whether values begin to stay in the store, or variables go on to other values. */
  boolean isChanging() {
    return !settling.isEmpty() || isFollowing();
  }

  private boolean isFollowing() {
    for (Cell before : followed) {
      if (before != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The outputs that take the place of others and are operands of the rest, such as weights after
   * an optimizer's step. Engines write them where the old ones are if a program does only that.
   */
  List<Cell> first() {
    if (!isFollowing()) {
      return List.of();
    }
    Set<Cell> following = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < followed.size(); i++) {
      if (followed.get(i) != null) {
        following.add(flush.outputs().get(i));
      }
    }
    return flush.operandsAmong(following);
  }

  /** Finds each value's place; alone, if anything changes. */
  void settle() {
    for (Cell cell : settling) {
      if (!isIn(cell)) {
        cell.settle(residents, runtime);
      }
    }
    Set<Variable> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < followed.size(); i++) {
      Variable variable = followed.get(i) == null ? null : followed.get(i).variable(residents);
      written.add(variable != null && given.add(variable) ? variable : null);
    }
    for (Cell leaf : flush.leaves()) {
      Variable variable = leaf.variable(residents);
      read.add(variable);
      if (variable == null) {
        feeds.add(leaf.feed(runtime));
      }
    }
    if (isFollowing()) {
      keepWhatIsNeeded();
    }
  }

  private void keepWhatIsNeeded() {
    Map<Cell, Integer> done = flush.usesDone();
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i) != null) {
        followed.get(i).leave(done.getOrDefault(followed.get(i), 0));
      }
    }
  }

  /** What the program is found by. */
  Placement placement() {
    return new Placement(flush.structure(), read, written);
  }

  /** What it is fed. */
  List<TensorValue> feeds() {
    return feeds;
  }

  /**
   * Says what became known.
   *
   * @param made what the program gave out
   */
  void resolve(List<? extends TensorValue> made) {
    // All go on before any is freed.
    List<TensorValue> values = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i) == null) {
        values.add(made.get(next++));
      } else {
        followed.get(i).pass();
        values.add(new Resident(residents, written.get(i)));
      }
    }
    for (int i = 0; i < values.size(); i++) {
      flush.outputs().get(i).resolve(values.get(i));
    }
  }
}
