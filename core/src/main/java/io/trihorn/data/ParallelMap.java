package io.trihorn.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * What an iterator gives, changed by several threads at a time, in its order. The iterator itself
 * is used by who asks for the results.
 */
final class ParallelMap<T, R> implements Iterator<R>, AutoCloseable {
  private final String what;
  private final Iterator<? extends T> source;
  private final Function<T, R> function;
  private final int ahead;
  private final ExecutorService threads;
  private final Deque<Future<R>> running = new ArrayDeque<>();
  private long given;

  /**
   * Results of a function.
   *
   * @param what what the messages call one thing that the iterator gives
   */
  ParallelMap(String what, Iterator<? extends T> source, Function<T, R> function, int threads) {
    this.what = what;
    this.source = source;
    this.function = function;
    ahead = 2 * threads;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "trihorn-map");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean hasNext() {
    while (running.size() < ahead && !threads.isShutdown() && source.hasNext()) {
      T next = source.next();
      running.add(threads.submit(() -> function.apply(next)));
    }
    if (running.isEmpty()) {
      close();
    }
    return !running.isEmpty();
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there is nothing more");
    }
    try {
      return running.remove().get();
    } catch (ExecutionException e) {
      close();
      throw new DatasetException(
          what + " " + given + ": the function of map failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new DatasetException("interrupted while waiting for " + what + " " + given, e);
    } finally {
      given++;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    running.clear();
  }
}
