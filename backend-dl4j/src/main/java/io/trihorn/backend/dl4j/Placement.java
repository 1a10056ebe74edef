package io.trihorn.backend.dl4j;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.Resources;
import io.trihorn.backend.dl4j.plan.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;

/**
 * A program in memory, for one run at a time.
 *
 * @param frame where its values are
 * @param oneThread whether its steps have no thread but the one that runs them
 * @param variables where its variables are
 * @param fed where a run's arguments go
 * @param entered the store's count of changes for which the entry was done; -1 before it was
 * @param entry what it does where variables have changed since it did it last
 * @param steps what it does then
 * @param results where its results are
 * @param commits what it does at the end, to assign variables
 */
record Placement(
    Frame frame,
    boolean oneThread,
    List<BytePointer> variables,
    List<BytePointer> fed,
    AtomicLong entered,
    List<Runnable> entry,
    Runnable[] steps,
    List<BytePointer> results,
    List<Runnable> commits) {

  /** Gives a program its memory and prepares its steps for where the variables are now. */
  static Placement first(
      Program program,
      Dl4jStore store,
      Resources resources,
      List<BytePointer> variables,
      boolean oneThread) {
    BytePointer lasting = resources.allocate(program.lastingBytes());
    Frame frame = frame(program, store, resources, lasting);
    return of(
        program,
        store,
        frame,
        oneThread,
        variables,
        bound(store.lib(), oneThread, () -> program.bind(frame)));
  }

  /** The same program in other memory, but for its constants, for a run in the calling thread. */
  Placement another(Program program, Dl4jStore store, Resources resources) {
    Frame other = frame(program, store, resources, frame.lasting());
    return of(
        program,
        store,
        other,
        true,
        variables,
        bound(store.lib(), true, () -> program.bindAgain(other)));
  }

  private static Frame frame(
      Program program, Dl4jStore store, Resources resources, BytePointer lasting) {
    return new Frame(
        store.lib(),
        resources,
        new Workspace(resources),
        resources.allocate(program.arenaBytes()),
        lasting,
        store::address,
        null);
  }

  private static Placement of(
      Program program,
      Dl4jStore store,
      Frame frame,
      boolean oneThread,
      List<BytePointer> variables,
      Program.Bound bound) {
    List<Runnable> commits = new ArrayList<>();
    program
        .copied()
        .forEach(
            (variable, value) ->
                commits.add(
                    store
                        .memory()
                        .copy(store.address(variable), frame.address(value), value.bytes())));
    return new Placement(
        frame,
        oneThread,
        variables,
        program.fed().stream().map(frame::address).toList(),
        new AtomicLong(-1),
        bound.entry(),
        bound.steps().toArray(new Runnable[0]),
        program.results().stream().map(frame::address).toList(),
        commits);
  }

  /**
   * Does what is to be done where a variable may have another value than before.
   *
   * @param changes the store's count of changes
   * @param run runs the steps
   */
  void enter(long changes, Consumer<List<Runnable>> run) {
    if (entered.get() != changes) {
      run.accept(entry);
      entered.set(changes);
    }
  }

  /** Whether the variables are where they were when this was made. */
  boolean isFor(List<BytePointer> places) {
    // Places are compared, not addresses, which may be given out again.
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) != variables.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** What oneDNN's steps work in here besides their operands. */
  long workBytes() {
    return frame.workspace().bytes();
  }

  /** Has its steps run by the threads that they were made for. */
  void inThreads(Runnable what) {
    inThreads(frame.lib(), oneThread, what);
  }

  /** Steps also take the threads when they are made. */
  private static Program.Bound bound(
      LibNd4j lib, boolean oneThread, Supplier<Program.Bound> binding) {
    List<Program.Bound> made = new ArrayList<>();
    inThreads(lib, oneThread, () -> made.add(binding.get()));
    return made.get(0);
  }

  private static void inThreads(LibNd4j lib, boolean oneThread, Runnable what) {
    if (oneThread) {
      lib.inOneThread(what);
    } else {
      lib.inAllThreads(what);
    }
  }
}
