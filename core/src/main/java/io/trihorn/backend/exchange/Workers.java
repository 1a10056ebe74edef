package io.trihorn.backend.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for each worker but the first, which works in the caller's. They end when idle. */
public final class Workers {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "trihorn-worker");
            thread.setDaemon(true);
            return thread;
          });

  /** No threads yet. */
  public Workers() {}

  /**
   * What a worker does.
   *
   * @param <T> what workers exchange
   */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param worker its number, from 0
     * @param exchange its way to the others
     */
    void run(int worker, Exchange<T> exchange);
  }

  /**
   * Does the work of all side by side, and ends when all have. Where one fails, others end at their
   * next exchange, and its failure is thrown.
   */
  public <T> void each(int workers, Work<T> work) {
    ThreadMeeting<T> meeting = new ThreadMeeting<>(workers);
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < workers; i++) {
      int worker = i;
      others.add(threads.submit(() -> run(worker, meeting, work)));
    }
    run(0, meeting, work);
    others.forEach(Workers::await);
    meeting.check();
  }

  private static <T> void run(int worker, ThreadMeeting<T> meeting, Work<T> work) {
    try {
      work.run(worker, meeting.of(worker));
    } catch (RuntimeException | Error e) {
      meeting.fail(e);
    }
  }

  /** Waits for a worker, also when interrupted: the engine works in memory that is the caller's. */
  private static void await(Future<?> work) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          work.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker's failure was not told to the others", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
