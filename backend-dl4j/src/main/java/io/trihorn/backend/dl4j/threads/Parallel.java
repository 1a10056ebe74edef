package io.trihorn.backend.dl4j.threads;

import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Loops of Java kernels, on several threads where that pays. */
public final class Parallel {
  /** Work, in elements, below which waking another thread costs more than it saves. */
  private static final long WORTHWHILE = 30_000;

  /** A part of a loop. */
  @FunctionalInterface
  public interface Part {
    /** Does the iterations from one to before another. */
    void run(int from, int to);
  }

  /** Bytes below which one thread has copied them before another one is awake. */
  private static final long MANY_BYTES = 1 << 21;

  /** Does something with bytes that lie one after another. */
  @FunctionalInterface
  public interface Stretch {
    /** From one on, so many. */
    void run(long at, long bytes);
  }

  private static final Optional<OpenMp> OPEN_MP = OpenMp.library();

  private Parallel() {}

  /** The threads that the calling one may have, itself among them. */
  public static int threads() {
    return OPEN_MP.map(OpenMp::threads).orElse(ForkJoinPool.getCommonPoolParallelism() + 1);
  }

  /** Runs parts that do not depend on each other. */
  public static void each(int parts, IntConsumer part) {
    if (OPEN_MP.isPresent()) {
      OPEN_MP.get().run(parts, part);
    } else {
      IntStream.range(0, parts).parallel().forEach(part);
    }
  }

  /**
   * Does something with many bytes, each thread with one stretch of them: copies of long ones go
   * around the caches.
   */
  public static void bytes(long count, Stretch stretch) {
    int parts = count < MANY_BYTES ? 1 : threads();
    if (parts < 2) {
      stretch.run(0, count);
      return;
    }
    long each = (count + parts - 1) / parts;
    each(parts, i -> stretch.run(i * each, Math.min(each, count - i * each)));
  }

  /**
   * Runs a loop whose iterations are independent.
   *
   * @param count the number of iterations
   * @param work the number of elements all iterations handle
   */
  public static void loop(int count, long work, Part part) {
    if (count < 2 || work < 2 * WORTHWHILE) {
      part.run(0, count);
      return;
    }
    int parts = (int) Math.min(Math.min(count, threads()), work / WORTHWHILE);
    if (parts < 2) {
      part.run(0, count);
      return;
    }
    each(
        parts,
        i -> part.run((int) ((long) count * i / parts), (int) ((long) count * (i + 1) / parts)));
  }
}
