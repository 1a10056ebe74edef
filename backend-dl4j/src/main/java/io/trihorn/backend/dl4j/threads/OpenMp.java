package io.trihorn.backend.dl4j.threads;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * libgomp, the OpenMP that libnd4j and oneDNN are built with for Linux: the calls that compilers
 * make into it.
 */
final class OpenMp {
  /** What each thread of a team is called with. */
  @FunctionalInterface
  interface Body extends Callback {
    /** Runs in each thread. */
    void run(Pointer job);
  }

  /** Parts that threads take one by one. */
  private static final class Job {
    private final AtomicInteger next = new AtomicInteger();
    private final int parts;
    private final IntConsumer part;
    private volatile Throwable failure;

    Job(int parts, IntConsumer part) {
      this.parts = parts;
      this.part = part;
    }

    void work() {
      try {
        for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
          part.accept(i);
        }
      } catch (Throwable e) {
        // A thread of libgomp has nobody to throw to; the caller does.
        failure = e;
      }
    }
  }

  private static final Optional<OpenMp> LIBRARY = load();

  private final Function parallel;
  private final Function most;
  private final Function nothing = NativeLibrary.getProcess().getFunction("free");
  private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
  private final AtomicLong names = new AtomicLong();
  private final Body body = job -> jobs.get(Pointer.nativeValue(job)).work();

  private OpenMp(NativeLibrary library) {
    this.parallel = library.getFunction("GOMP_parallel");
    this.most = library.getFunction("omp_get_max_threads");
    // Its threads stay attached to the JVM, as they come again and again.
    Native.setCallbackThreadInitializer(
        body, new CallbackThreadInitializer(true, false, "trihorn-openmp"));
  }

  private static Optional<OpenMp> load() {
    try {
      return Platform.isLinux()
          ? Optional.of(new OpenMp(NativeLibrary.getInstance("libgomp.so.1")))
          : Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** The library; empty on systems whose builds of libnd4j use another one. */
  static Optional<OpenMp> library() {
    return LIBRARY;
  }

  /** The threads that the calling one may have, itself among them. */
  int threads() {
    return most.invokeInt(new Object[0]);
  }

  /** Runs all parts, in as many threads as the calling one may have. */
  void run(int parts, IntConsumer part) {
    Job job = new Job(parts, part);
    long name = names.incrementAndGet();
    jobs.put(name, job);
    try {
      parallel.invokeVoid(new Object[] {body, new Pointer(name), Math.min(parts, threads()), 0});
    } finally {
      jobs.remove(name);
    }
    if (job.failure instanceof Error e) {
      throw e;
    }
    if (job.failure instanceof RuntimeException e) {
      throw e;
    }
  }

  /** Has the calling thread make a team of its own, which does nothing and ends with it. */
  void makeTeam(int threads) {
    parallel.invokeVoid(new Object[] {nothing, null, threads, 0});
  }
}
