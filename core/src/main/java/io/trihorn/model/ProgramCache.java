package io.trihorn.model;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compiled programs by what they were compiled for: the most recently used ones stay, others are
 * closed when nobody runs them any more.
 *
 * @param <K> the key
 */
final class ProgramCache<K> implements AutoCloseable {
  private static final int CAPACITY = 16;
  private final Map<K, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Entry {
    private final Program program;
    private int users;
    private boolean evicted;

    private Entry(Program program) {
      this.program = program;
    }
  }

  /** Runs something with the program of this key, which is made if it is not there. */
  <T> T use(K key, Supplier<Program> maker, Function<Program, T> action) {
    Entry entry = acquire(key, maker);
    try {
      return action.apply(entry.program);
    } finally {
      release(entry);
    }
  }

  private synchronized Entry acquire(K key, Supplier<Program> maker) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry(maker.get());
      entries.put(key, entry);
      evictOldest();
    }
    entry.users++;
    return entry;
  }

  private void evictOldest() {
    Iterator<Entry> oldest = entries.values().iterator();
    if (entries.size() > CAPACITY) {
      Entry entry = oldest.next();
      oldest.remove();
      retire(entry);
    }
  }

  private void retire(Entry entry) {
    entry.evicted = true;
    if (entry.users == 0) {
      entry.program.executable().close();
    }
  }

  private synchronized void release(Entry entry) {
    entry.users--;
    if (entry.evicted && entry.users == 0) {
      entry.program.executable().close();
    }
  }

  /** Closes all programs; those in use close when their last user is done. */
  @Override
  public synchronized void close() {
    entries.values().forEach(this::retire);
    entries.clear();
  }
}
