package io.trihorn.backend.dl4j;

import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.Resources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.BytePointer;

/**
 * Where the runs of a program work. The first place has as many threads as pay for the program.
 * Runs that meet have places of one thread each, so that they go side by side: threads of two runs
 * that wait for each other inside of steps take each other's processors. Such places are made when
 * runs meet, where they are small or no more than the processors, and stay.
 */
final class Placements {
  /** What a place counts for at least: the native libraries keep something for its steps. */
  private static final long LEAST_BYTES = 1L << 16;

  /** What further places may take, however many they are. */
  private static final long SMALL_BYTES = 16L << 20;

  /** What they may take while they are no more than the processors. */
  private static final long MOST_BYTES = 256L << 20;

  /** What is left to free. */
  private record Held(List<Resources> all) implements Runnable {
    synchronized Resources add(Resources one) {
      all.add(one);
      return one;
    }

    @Override
    public synchronized void run() {
      all.forEach(Resources::run);
      all.clear();
    }
  }

  private final Program program;
  private final Dl4jStore store;
  private final boolean oneThread;
  private final int processors;
  private final Held held = new Held(new ArrayList<>());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();

  /** Those in which nothing runs, but the first. */
  private final Deque<Placement> idle = new ArrayDeque<>();

  private Placement first;
  private boolean firstIdle;
  private int further;

  /**
   * No place yet.
   *
   * @param oneThread whether the first place has one thread, too
   * @param processors how many further ones there may be that are large; 0 for none at all
   */
  Placements(Program program, Dl4jStore store, boolean oneThread, int processors) {
    this.program = program;
    this.store = store;
    this.oneThread = oneThread;
    this.processors = processors;
  }

  /** What is to be done when nobody has the program any more. */
  Runnable freeing() {
    return held;
  }

  /** Makes the first place, unless there is one for where the variables are. Nobody runs. */
  void prepare(List<BytePointer> variables) {
    if (first != null && first.isFor(variables)) {
      return;
    }
    held.run();
    idle.clear();
    further = 0;
    Resources resources = held.add(store.programResources());
    first = Placement.first(program, store, resources, variables, oneThread);
    firstIdle = true;
  }

  /**
   * A place to run in, to be given back.
   *
   * @param beside whether other runs go on
   */
  Placement take(boolean beside) {
    lock.lock();
    try {
      while (true) {
        boolean suits = !beside || oneThread;
        if (firstIdle && (suits || idle.isEmpty() && !mayGrow())) {
          firstIdle = false;
          return first;
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
        if (mayGrow()) {
          further++;
          break;
        }
        returned.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    return another();
  }

  private boolean mayGrow() {
    long each = Math.max(program.arenaBytes() + first.workBytes(), LEAST_BYTES);
    long bytes = (further + 1) * each;
    return processors > 0 && (bytes <= SMALL_BYTES || bytes <= MOST_BYTES && further < processors);
  }

  private Placement another() {
    Resources resources = held.add(store.programResources());
    Placement made = null;
    try {
      made = first.another(program, store, resources);
      return made;
    } finally {
      if (made == null) {
        release(() -> further--);
      }
    }
  }

  /** Gives a place back. */
  void giveBack(Placement place) {
    release(
        () -> {
          if (place == first) {
            firstIdle = true;
          } else {
            idle.push(place);
          }
        });
  }

  private void release(Runnable change) {
    lock.lock();
    try {
      change.run();
      returned.signal();
    } finally {
      lock.unlock();
    }
  }
}
