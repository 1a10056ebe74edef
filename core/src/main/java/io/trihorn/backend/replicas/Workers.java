package io.trihorn.backend.replicas;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A thread for each replica but the first, which works in the caller's. They end when idle. */
final class Workers {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "trihorn-replica");
            thread.setDaemon(true);
            return thread;
          });

  /** Does the work of replicas side by side, and ends when all have. */
  void each(int replicas, IntConsumer work) {
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < replicas; i++) {
      int replica = i;
      others.add(threads.submit(() -> work.accept(replica)));
    }
    RuntimeException failure = null;
    try {
      work.accept(0);
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Future<?> other : others) {
      RuntimeException of = failure(other);
      failure = failure == null ? of : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Waits for a replica, also when interrupted: the engine works in memory that is the caller's.
   */
  private static RuntimeException failure(Future<?> work) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          work.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      return e.getCause() instanceof RuntimeException failed
          ? failed
          : new IllegalStateException("a replica failed", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
