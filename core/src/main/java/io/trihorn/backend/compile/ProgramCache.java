package io.trihorn.backend.compile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Compiled programs by what they were compiled for: the most recently used ones stay, others are
 * closed when nobody runs them any more. A program is compiled once, by who asks first; others who
 * want it wait, and others who want another one do not.
 *
 * @param <K> the key
 * @param <P> the program
 */
public final class ProgramCache<K, P> implements AutoCloseable {
  /**
   * How many programs stay whatever they weigh: a loop over a few large ones would compile them at
   * every round.
   */
  private static final int ALWAYS = 4;

  private final Map<K, Lease<K, P>> leases = new LinkedHashMap<>(16, 0.75f, true);
  private final Consumer<P> closer;
  private final UnaryOperator<K> kept;
  private final ToLongFunction<P> bytes;
  private final long mostBytes;
  private int capacity;

  /** What all programs weigh that are made and not taken out. */
  private long held;

  /**
   * A cache of this many programs.
   *
   * @param closer frees a program that nobody runs any more
   */
  public ProgramCache(int capacity, Consumer<P> closer) {
    this(capacity, closer, key -> key, program -> 0, Long.MAX_VALUE);
  }

  /**
   * A cache of this many programs and bytes, which keeps less of their keys than it is given. The
   * last few stay even if they are larger.
   *
   * @param closer frees a program that nobody runs any more
   * @param kept what is kept of a key, equal to it
   * @param bytes the memory that a program holds between its runs
   * @param mostBytes how much all may hold together
   */
  public ProgramCache(
      int capacity,
      Consumer<P> closer,
      UnaryOperator<K> kept,
      ToLongFunction<P> bytes,
      long mostBytes) {
    this.capacity = capacity;
    this.closer = closer;
    this.kept = kept;
    this.bytes = bytes;
    this.mostBytes = mostBytes;
  }

  /** A program that stays open until all who acquired it have released it. */
  public static final class Lease<K, P> {
    private final K key;
    private final CompletableFuture<P> made = new CompletableFuture<>();
    private int users;
    private long weight;
    private boolean evicted;

    private Lease(K key) {
      this.key = key;
    }

    /** The program. */
    public P program() {
      return made.join();
    }

    private boolean isFinished() {
      return evicted && users == 0 && !made.isCompletedExceptionally();
    }
  }

  /** Sets how many programs stay. */
  public void capacity(int value) {
    List<Lease<K, P>> finished = new ArrayList<>();
    synchronized (this) {
      capacity = value;
      evict(finished);
    }
    close(finished);
  }

  /**
   * The program of a key, which is made if it is not there.
   *
   * @param maker called without a lock
   */
  public Lease<K, P> acquire(K key, Supplier<P> maker) {
    List<Lease<K, P>> finished = new ArrayList<>();
    Lease<K, P> lease;
    boolean mine = false;
    synchronized (this) {
      lease = leases.get(key);
      if (lease == null) {
        mine = true;
        lease = new Lease<>(kept.apply(key));
        leases.put(lease.key, lease);
      }
      lease.users++;
      evict(finished);
    }
    close(finished);
    if (mine) {
      make(lease, maker);
    }
    try {
      lease.made.join();
      return lease;
    } catch (CompletionException e) {
      release(lease);
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void make(Lease<K, P> lease, Supplier<P> maker) {
    try {
      P program = maker.get();
      weigh(lease, bytes.applyAsLong(program));
      lease.made.complete(program);
    } catch (RuntimeException | Error e) {
      // Who comes later tries again.
      lease.made.completeExceptionally(e);
      discard(lease);
    }
  }

  private void weigh(Lease<K, P> lease, long weight) {
    List<Lease<K, P>> finished = new ArrayList<>();
    synchronized (this) {
      if (!lease.evicted) {
        lease.weight = weight;
        held += weight;
        evict(finished);
      }
    }
    close(finished);
  }

  private void evict(List<Lease<K, P>> finished) {
    Iterator<Lease<K, P>> oldest = leases.values().iterator();
    while (leases.size() > capacity || held > mostBytes && leases.size() > ALWAYS) {
      Lease<K, P> lease = oldest.next();
      oldest.remove();
      retire(lease, finished);
    }
  }

  private void retire(Lease<K, P> lease, List<Lease<K, P>> finished) {
    lease.evicted = true;
    held -= lease.weight;
    if (lease.isFinished()) {
      finished.add(lease);
    }
  }

  /** Says that a program is not used any more by one who acquired it. */
  public void release(Lease<K, P> lease) {
    boolean last;
    synchronized (this) {
      lease.users--;
      last = lease.isFinished();
    }
    if (last) {
      close(List.of(lease));
    }
  }

  /** Takes a program out, to be made anew for who comes next. */
  public void discard(Lease<K, P> lease) {
    List<Lease<K, P>> finished = new ArrayList<>();
    synchronized (this) {
      if (leases.remove(lease.key, lease)) {
        retire(lease, finished);
      }
    }
    close(finished);
  }

  private void close(List<Lease<K, P>> finished) {
    finished.forEach(lease -> closer.accept(lease.program()));
  }

  /** Takes all programs out; those in use close when their last user is done. */
  @Override
  public void close() {
    List<Lease<K, P>> finished = new ArrayList<>();
    synchronized (this) {
      leases.values().forEach(lease -> retire(lease, finished));
      leases.clear();
    }
    close(finished);
  }
}
