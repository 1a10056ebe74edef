package io.trihorn.backend.exchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Where threads wait for each other. The last one that comes makes one of what all have. */
final class ThreadMeeting<T> {
  private final List<T> parts;
  private Function<List<T>, T> one;
  private int there;
  private long round;
  private T made;
  private Throwable failure;

  ThreadMeeting(int workers) {
    parts = new ArrayList<>(Collections.nCopies(workers, null));
  }

  /** The way of one worker. */
  Exchange<T> of(int worker) {
    return new Exchange<>() {
      @Override
      public int workers() {
        return parts.size();
      }

      @Override
      public T reduce(T own, Function<List<T>, T> one) {
        return meet(worker, own, one);
      }
    };
  }

  private synchronized T meet(int worker, T own, Function<List<T>, T> how) {
    check();
    parts.set(worker, own);
    if (worker == 0) {
      one = how;
    }
    there++;
    if (there < parts.size()) {
      await();
      return made;
    }
    made = one.apply(List.copyOf(parts));
    there = 0;
    round++;
    notifyAll();
    return made;
  }

  private synchronized void await() {
    long mine = round;
    boolean interrupted = false;
    while (mine == round && failure == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (mine == round) {
      check();
    }
  }

  /** Tells all that a worker has failed; the first failure counts. */
  synchronized void fail(Throwable thrown) {
    failure = failure == null ? thrown : failure;
    notifyAll();
  }

  /** Throws what a worker has failed by. */
  synchronized void check() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
