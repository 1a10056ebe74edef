package io.trihorn.model;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that another thread does, which nobody waits for longer than a few seconds. */
final class Elsewhere<T> {
  /** Long enough for a thread that need not wait to be done. */
  private static final long MOMENT_MILLIS = 200;

  private static final long LIMIT_SECONDS = 5;

  private final FutureTask<T> task;

  private Elsewhere(Callable<T> work) {
    task = new FutureTask<>(work);
  }

  /** Begins with it. */
  static <T> Elsewhere<T> begin(Callable<T> work) {
    Elsewhere<T> elsewhere = new Elsewhere<>(work);
    Thread thread = new Thread(elsewhere.task, "elsewhere");
    thread.setDaemon(true);
    thread.start();
    return elsewhere;
  }

  /** Does it, and waits for it. */
  static <T> T done(Callable<T> work) {
    return begin(work).result();
  }

  /** What it gives, when it has ended. */
  T result() {
    try {
      return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the other thread waits for ever", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it is still waiting after a moment. */
  boolean waits() {
    try {
      task.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
