package io.trihorn.serving.models;

import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.ServingException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers requests in batches. Who is free takes the request that waits longest and those like it;
 * who gives up leaves the queue at once. Beside a batch that is computed, another one begins when
 * half of one is there: what is less gets on sooner, with more beside it, in the next. What takes
 * little is answered by the thread that brings it if nobody else asks: waking another one takes
 * longer.
 */
final class Batcher implements AutoCloseable {
  /** The most that a thread that brings requests computes, in nanoseconds. */
  private static final double LITTLE = 2e6;

  private final Signature signature;
  private final Batching options;
  private final int mostRows;
  private final Predictor predictor;
  private final VersionMetrics metrics;
  private final LoneClient clients = new LoneClient();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Set<Job> waiting = new LinkedHashSet<>();

  /** What batches are put together in; one that is computed has one of them. */
  private final Deque<BatchInputs> free = new ArrayDeque<>();

  private final List<Thread> threads = new ArrayList<>();
  private long waitingRows;
  private boolean closed;

  /** What a row took lately, of the time of all that is computed at the same time. */
  private volatile double nanosPerRow;

  /**
   * A batcher, at work.
   *
   * @param name of its threads
   * @param predictor gives the outputs for inputs
   * @param mostRows of a batch; no more than the options have
   */
  Batcher(
      String name, Predictor predictor, Batching options, int mostRows, VersionMetrics metrics) {
    this.signature = predictor.signature();
    this.options = options;
    this.mostRows = mostRows;
    this.predictor = predictor;
    this.metrics = metrics;
    for (int i = 0; i < options.concurrency(); i++) {
      free.push(new BatchInputs());
      Thread thread = new Thread(this::work, name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** The number of requests that wait. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks for the outputs.
   *
   * @param inputs as the signature has them
   * @param patience how long the client waits, if that is less than the budget
   * @param client who asks, as {@link LoneClient#asks} has it
   * @return its outputs; cancelling it takes the request out of the queue
   * @throws ServingException if too much waits already
   */
  CompletableFuture<List<TensorData>> submit(
      List<InputRows> inputs, Duration patience, Object client) {
    Duration budget = patience.compareTo(options.budget()) < 0 ? patience : options.budget();
    Job job = new Job(inputs, signature);
    BatchInputs memory = null;
    lock.lock();
    try {
      if (closed) {
        throw new ServingException(Reason.UNAVAILABLE, "the model is being closed; try again");
      }
      if (waiting.size() >= options.queue()) {
        throw new ServingException(
            Reason.BUSY,
            "%d requests wait for the model already; try again later".formatted(waiting.size()));
      }
      double expected = (waitingRows + job.rows()) * nanosPerRow;
      if (!waiting.isEmpty() && expected > budget.toNanos()) {
        throw ServingException.late(budget);
      }
      if (clients.asks(client) && isAtOnce(job)) {
        memory = free.pop();
      } else {
        waiting.add(job);
        waitingRows += job.rows();
        call();
      }
    } finally {
      lock.unlock();
    }
    if (memory != null) {
      compute(List.of(job), memory);
      return job.answer();
    }
    job.answer().orTimeout(Math.max(1, budget.toNanos()), TimeUnit.NANOSECONDS);
    job.answer().whenComplete((outputs, failure) -> leave(job, failure));
    return job.answer();
  }

  /** Wakes a thread if there is something to begin with. */
  private void call() {
    if (!waiting.isEmpty() && !free.isEmpty() && isEnough()) {
      arrived.signal();
    }
  }

  /** Whether what waits is a batch: whatever it is where none is computed. */
  private boolean isEnough() {
    return computed() == 0 || !signature.rowwise() || 2 * waitingRows >= mostRows;
  }

  /** How many batches are computed. */
  private int computed() {
    return options.concurrency() - free.size();
  }

  private boolean isAtOnce(Job job) {
    return waiting.isEmpty()
        && !free.isEmpty()
        && options.delay().isZero()
        && nanosPerRow > 0
        && job.rows() * nanosPerRow < LITTLE;
  }

  private void leave(Job job, Throwable failure) {
    if (failure != null) {
      lock.lock();
      try {
        remove(job);
      } finally {
        lock.unlock();
      }
    }
  }

  private void remove(Job job) {
    if (waiting.remove(job)) {
      waitingRows -= job.rows();
    }
  }

  private void work() {
    for (Batch batch = next(); batch != null; batch = next()) {
      compute(batch.jobs(), batch.memory());
    }
  }

  private void compute(List<Job> jobs, BatchInputs memory) {
    try {
      run(jobs, memory);
    } finally {
      lock.lock();
      free.push(memory);
      if (closed) {
        arrived.signalAll();
      } else {
        call();
      }
      lock.unlock();
    }
  }

  private record Batch(List<Job> jobs, BatchInputs memory) {}

  /** The next batch; null at the end, when none is computed any more. */
  private Batch next() {
    lock.lock();
    try {
      while (true) {
        if (closed && waiting.isEmpty() && computed() == 0) {
          return null;
        }
        if (waiting.isEmpty() || free.isEmpty() || !closed && !isEnough()) {
          arrived.awaitUninterruptibly();
          continue;
        }
        Job first = waiting.iterator().next();
        long left = first.arrival() + options.delay().toNanos() - System.nanoTime();
        if (left <= 0 || closed || isFull(first)) {
          Batch batch = new Batch(take(first), free.pop());
          call();
          return batch;
        }
        arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts these threads but a process that ends.
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Job first) {
    return waiting.stream().filter(first::isLike).mapToLong(Job::rows).sum() >= mostRows
        || !signature.rowwise();
  }

  private List<Job> take(Job first) {
    List<Job> batch = new ArrayList<>();
    batch.add(first);
    long room = mostRows - first.rows();
    for (Iterator<Job> all = waiting.iterator(); all.hasNext() && room > 0; ) {
      Job job = all.next();
      if (job != first && job.rows() <= room && first.isLike(job)) {
        batch.add(job);
        room -= job.rows();
      }
    }
    batch.forEach(this::remove);
    return batch;
  }

  private void run(List<Job> batch, BatchInputs memory) {
    long begin = System.nanoTime();
    try {
      int rows = batch.stream().mapToInt(Job::rows).sum();
      int size = signature.rowwise() ? options.filled(rows) : rows;
      List<TensorData> outputs = predictor.predict(memory.of(batch, size));
      long took = System.nanoTime() - begin;
      double each = (double) took / rows / together();
      nanosPerRow = nanosPerRow == 0 ? each : 0.8 * nanosPerRow + 0.2 * each;
      metrics.batch(batch.size(), rows, size, took, begin - batch.get(0).arrival());
      answer(batch, outputs);
    } catch (RuntimeException | Error e) {
      // Whatever it is, it is told to who asked, and the next batch may be well.
      if (batch.size() == 1) {
        batch.get(0).answer().completeExceptionally(ServingException.of(e));
      } else {
        // Who sent what cannot be computed, gets to know; the others have their answers.
        batch.forEach(job -> run(List.of(job), memory));
      }
    }
  }

  private int together() {
    lock.lock();
    try {
      return computed();
    } finally {
      lock.unlock();
    }
  }

  private void answer(List<Job> batch, List<TensorData> outputs) {
    if (!signature.rowwise()) {
      batch.get(0).answer().complete(outputs);
      return;
    }
    int row = 0;
    for (Job job : batch) {
      int from = row;
      job.answer().complete(outputs.stream().map(o -> o.rows(from, job.rows())).toList());
      row += job.rows();
    }
  }

  /** Answers what waits and ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
