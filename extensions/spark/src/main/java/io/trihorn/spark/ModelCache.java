package io.trihorn.spark;

import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The open models of one JVM. Those of a process that runs tasks are in {@link #EXECUTOR}: Spark
 * makes the tasks, and gives them no other place that they have in common. A model stays open for a
 * while after its last user, since the next task mostly wants it again, and is closed then, or when
 * the JVM ends.
 */
final class ModelCache {
  private static final long IDLE_SECONDS = 60;

  /** The models of the tasks in this JVM. */
  static final ModelCache EXECUTOR = new ModelCache(IDLE_SECONDS * 1000);

  private static final class Entry {
    final String key;
    final CompletableFuture<Model> model = new CompletableFuture<>();
    int users = 1;

    /** Counts the uses, so that a model that was used since is not taken for an idle one. */
    long uses = 1;

    Entry(String key) {
      this.key = key;
    }
  }

  /** A model in use, until it is closed. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    /** The model, which is not to be closed. */
    Model model() {
      try {
        return entry.model.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        release(entry);
      }
    }
  }

  private final long idleMillis;
  private final List<Entry> entries = new ArrayList<>();
  private final ScheduledExecutorService closer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "trihorn-model-closer");
            thread.setDaemon(true);
            return thread;
          });

  ModelCache(long idleMillis) {
    this.idleMillis = idleMillis;
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "trihorn-models"));
  }

  /** A model for tasks that may use it at the same time. */
  Lease share(String key, Supplier<Model> opener) {
    return lease(key, opener, true);
  }

  /** A model that nobody else uses meanwhile. */
  Lease take(String key, Supplier<Model> opener) {
    return lease(key, opener, false);
  }

  private Lease lease(String key, Supplier<Model> opener, boolean shared) {
    Entry entry;
    synchronized (this) {
      entry =
          entries.stream()
              .filter(e -> e.key.equals(key) && (shared || e.users == 0))
              .findFirst()
              .orElse(null);
      if (entry != null) {
        entry.users++;
        entry.uses++;
        return new Lease(entry);
      }
      entry = new Entry(key);
      entries.add(entry);
    }
    // Outside of the lock: others go on, and those who want the same wait for it.
    try {
      entry.model.complete(opener.get());
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        entries.remove(entry);
      }
      entry.model.completeExceptionally(e);
      throw e;
    }
    return new Lease(entry);
  }

  private synchronized void release(Entry entry) {
    entry.users--;
    long uses = entry.uses;
    closer.schedule(() -> closeIdle(entry, uses), idleMillis, TimeUnit.MILLISECONDS);
  }

  private void closeIdle(Entry entry, long uses) {
    synchronized (this) {
      if (entry.users > 0 || entry.uses != uses || !entries.remove(entry)) {
        return;
      }
    }
    entry.model.join().close();
  }

  private void closeAll() {
    List<Entry> all;
    synchronized (this) {
      all = List.copyOf(entries);
      entries.clear();
    }
    for (Entry entry : all) {
      if (entry.users == 0 && entry.model.isDone() && !entry.model.isCompletedExceptionally()) {
        entry.model.join().close();
      }
    }
  }

  /** How many models are open. */
  synchronized int size() {
    return entries.size();
  }
}
