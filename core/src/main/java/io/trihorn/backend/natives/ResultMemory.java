package io.trihorn.backend.natives;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Memory for large results of programs, used again when nothing refers to a result any more. Java's
 * own buffers are zeroed, by one thread, in memory that the system has to find and zero as well,
 * page by page: for the scores of a vocabulary that takes longer than to compute them. The
 * collector does not see this memory, so it is asked to look for what is forgotten before more than
 * a share of the heap, or twice what was in use, would be. Safe for use by many threads.
 *
 * @param <M> what a source has for a stretch of memory
 */
public final class ResultMemory<M> {
  /** Below this, finding a place costs more than zeros do. */
  private static final long SMALLEST = 1 << 20;

  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Where memory comes from. */
  public interface Source<M> {
    /** Some bytes, not defined. */
    M allocate(long bytes);

    /** The first bytes, as a buffer that is not a view of another one, in native byte order. */
    ByteBuffer buffer(M memory, long bytes);

    /** Gives it back. */
    void free(M memory);
  }

  private record Block<M>(M memory, long bytes, long since) {
    Block<M> now() {
      return new Block<>(memory, bytes, System.nanoTime());
    }
  }

  private final Source<M> source;
  private final Cleaner cleaner = Cleaner.create();
  private final Executor later =
      CompletableFuture.delayedExecutor(LONGEST_IDLE_NANOS, TimeUnit.NANOSECONDS);

  /** Those that nobody has, the longest idle first. */
  private final List<Block<M>> idle = new ArrayList<>();

  private final long least;
  private long used;
  private long limit;

  /** Nothing yet. */
  public ResultMemory(Source<M> source) {
    this(source, Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * Nothing yet.
   *
   * @param least how many bytes may be in use, or wait for use, in any case
   */
  ResultMemory(Source<M> source, long least) {
    this.source = source;
    this.least = least;
    this.limit = least;
  }

  /** A place for a result, whose elements are not defined where it is large, else zeros. */
  public TensorData place(TensorType type) {
    if (type.bytes() < SMALLEST || type.bytes() > Integer.MAX_VALUE) {
      return TensorData.zeros(type);
    }
    Block<M> block = take(type.bytes());
    ByteBuffer bytes = source.buffer(block.memory(), type.bytes());
    // All views of a buffer refer to the one that is a view of none.
    cleaner.register(bytes, () -> giveBack(block));
    return TensorData.wrap(type, bytes);
  }

  private synchronized Block<M> take(long bytes) {
    Block<M> found = find(bytes);
    if (found == null && used + bytes > limit) {
      found = collect(bytes);
    }
    if (found == null) {
      free(least - bytes);
      found = new Block<>(source.allocate(bytes), bytes, 0);
    }
    used += found.bytes();
    return found;
  }

  /** One that is not much larger. */
  private Block<M> find(long bytes) {
    for (int i = idle.size() - 1; i >= 0; i--) {
      long size = idle.get(i).bytes();
      if (size >= bytes && size <= 2 * bytes) {
        return idle.remove(i);
      }
    }
    return null;
  }

  /** What comes back when the collector has looked; null if that is not enough. */
  private Block<M> collect(long bytes) {
    long end = System.nanoTime() + LONGEST_WAIT_NANOS;
    System.gc();
    Block<M> found = find(bytes);
    for (long left = LONGEST_WAIT_NANOS;
        found == null && left > 0;
        left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        // Who interrupts wants this thread to stop waiting, and to know of it.
        Thread.currentThread().interrupt();
        break;
      }
      found = find(bytes);
    }
    if (found == null) {
      limit = Math.max(least, 2 * (used + bytes));
    }
    return found;
  }

  private synchronized void giveBack(Block<M> block) {
    used -= block.bytes();
    limit = used == 0 ? least : limit;
    idle.add(block.now());
    free(least);
    notifyAll();
    later.execute(this::freeOld);
  }

  /** Frees those that are idle longest, until no more than some bytes are left. */
  private void free(long most) {
    long sum = idle.stream().mapToLong(Block::bytes).sum();
    while (!idle.isEmpty() && sum > most) {
      Block<M> oldest = idle.remove(0);
      sum -= oldest.bytes();
      source.free(oldest.memory());
    }
  }

  private synchronized void freeOld() {
    long now = System.nanoTime();
    for (Iterator<Block<M>> all = idle.iterator(); all.hasNext(); ) {
      Block<M> block = all.next();
      if (now - block.since() >= LONGEST_IDLE_NANOS) {
        all.remove();
        source.free(block.memory());
      }
    }
  }
}
