package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Variable;
import io.trihorn.state.Home;
import io.trihorn.state.Weight;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The values of models that share weights, on one backend and device, and the lock they are used
 * under: runs share it; what moves or frees values takes it alone. Each model begins with a state
 * of its own; states that have a weight in common become one, whichever came later standing for it
 * from then on (a union-find forest). A value lives as long as its weight, unless the last model
 * that reaches it is closed before.
 */
final class SharedState implements Home {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Bytes of values that do not wait on the heap, which would keep their memory after them. */
  private static final long MANY = 64L << 20;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final ModelState values = new ModelState();
  private final Set<Engine> members = Collections.newSetFromMap(new WeakHashMap<>());

  /** Variables whose models were closed: they had values, and have none now. */
  private final Set<Variable> freed =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Variables whose weights are garbage. */
  private final Queue<Variable> garbage = new ConcurrentLinkedQueue<>();

  /** The state that has this one's values now, or null. */
  private volatile SharedState next;

  /** The bytes of values at which it is asked next whether the backend is known. */
  private long due = MANY;

  private Backend backend;
  private Device device;

  /** The state that has the values. */
  private SharedState root() {
    SharedState state = this;
    for (SharedState after = state.next; after != null; after = state.next) {
      SharedState afterNext = after.next;
      if (afterNext != null) {
        state.next = afterNext;
      }
      state = after;
    }
    return state;
  }

  /** Does something with the values while nobody moves or frees them. */
  <T> T shared(Function<SharedState, T> action) {
    return locked(state -> state.lock.readLock(), action);
  }

  /** Does something with the values while nobody else uses them. */
  <T> T exclusively(Function<SharedState, T> action) {
    return locked(
        state -> {
          if (state.lock.getReadHoldCount() > 0) {
            throw new ModelException(
                "what is done while a model is undisturbed must not change, move or close it");
          }
          return state.lock.writeLock();
        },
        state -> {
          state.dropGarbage();
          return action.apply(state);
        });
  }

  private <T> T locked(Function<SharedState, Lock> which, Function<SharedState, T> action) {
    while (true) {
      SharedState state = root();
      Lock held = which.apply(state);
      held.lock();
      try {
        if (state.next == null) {
          return action.apply(state);
        }
      } finally {
        held.unlock();
      }
    }
  }

  // Under a lock.

  /** The values. */
  ModelState values() {
    return values;
  }

  /** The backend, chosen by configuration if not before. */
  synchronized Backend backend() {
    if (backend == null) {
      backend = Backends.getDefault();
    }
    return backend;
  }

  /** Fails where there is no backend and none can be chosen. */
  synchronized void requireBackend() {
    if (backend == null) {
      Backends.requireSome();
    }
  }

  private synchronized Device device() {
    if (device == null) {
      device = Backends.device(backend());
    }
    return device;
  }

  /** The backend and device in force. */
  Engine.Place place() {
    return new Engine.Place(backend(), device());
  }

  /** Whether steps are to be joined to programs, on the backend and device in force. */
  boolean joinsSteps() {
    return backend().joinsSteps(device());
  }

  /** The store, with all values in it. */
  VariableStore store() {
    return values.store(backend(), device());
  }

  /**
   * The values, ready to take a further one. Where they are many and it is known which backend will
   * want them, they go to its store at once.
   *
   * @param bytes what the further one takes
   */
  ModelState valuesFor(long bytes) {
    if (values.store() == null && isDue(values.bytes() + bytes)) {
      store();
    }
    return values;
  }

  /** Where no backend is known, configuration is asked again when as many bytes more have come. */
  private synchronized boolean isDue(long bytes) {
    if (bytes < due) {
      return false;
    }
    boolean known = backend != null || Backends.findDefault().isPresent();
    if (!known) {
      due = bytes + MANY;
    }
    return known;
  }

  /**
   * Fails if one of these weights had a value that was freed.
   *
   * @param model for the message
   */
  void requireNotFreed(String model, List<Weight> weights) {
    for (Weight weight : freed.isEmpty() ? List.<Weight>of() : weights) {
      if (freed.contains(weight.variable()) && !values.has(weight.variable())) {
        throw new ModelException(
            "model '"
                + model
                + "': the value of weight '"
                + weight.variable().name()
                + "' was freed when the last model that used it was closed; close that one later,"
                + " or give this model values first (setWeights, loadWeights)");
      }
    }
  }

  // Under the lock alone.

  /** Moves the values to another backend; the programs of all models are compiled anew there. */
  void moveTo(Backend target, Device targetDevice) {
    boolean there =
        targetDevice != null || device == null
            ? Objects.equals(targetDevice, device)
            : device.equals(Backends.device(target));
    if (target == backend && there) {
      return;
    }
    members.forEach(Engine::dropPrograms);
    values.leaveStore();
    backend = target;
    device = targetDevice;
  }

  /** Frees the values that no model reaches but this one. */
  void leave(Engine member) {
    members.remove(member);
    freed.addAll(member.reached());
    free(member.reached());
  }

  /** Frees the values that no member reaches. */
  void free(Collection<Variable> variables) {
    Set<Variable> unreached = new HashSet<>(variables);
    members.forEach(other -> unreached.removeAll(other.reached()));
    values.forget(unreached);
  }

  private void dropGarbage() {
    Set<Variable> gone = new HashSet<>();
    for (Variable variable = garbage.poll(); variable != null; variable = garbage.poll()) {
      gone.add(variable);
    }
    if (!gone.isEmpty()) {
      values.forget(gone);
    }
  }

  // Without a lock.

  /** Takes a model in. */
  void enter(Engine member) {
    exclusively(state -> state.members.add(member));
  }

  /** Makes this state one with those that have one of these weights. */
  void join(List<Weight> weights) {
    for (Weight weight : weights) {
      Home before = weight.settle(this);
      if (before == null) {
        CLEANER.register(weight, new Abandoned(this, weight.variable()));
      } else {
        unite(this, (SharedState) before);
      }
    }
  }

  /** What is to be done when a weight is garbage. */
  private record Abandoned(SharedState home, Variable variable) implements Runnable {
    @Override
    public void run() {
      SharedState state;
      do {
        state = home.root();
        state.garbage.add(variable);
      } while (state.next != null);
      // Some stores take long for each removal, and models mostly go as a whole. Where the lock is
      // taken, whoever next has it alone does it.
      if (state.garbage.size() * 2 >= state.values.count() && state.lock.writeLock().tryLock()) {
        try {
          if (state.next == null) {
            state.dropGarbage();
          }
        } finally {
          state.lock.writeLock().unlock();
        }
      }
    }
  }

  private static void unite(SharedState one, SharedState other) {
    SharedState a = one.root();
    SharedState b = other.root();
    while (a != b) {
      // Nobody waits for one lock while holding another, so nobody waits in a circle.
      a.lock.writeLock().lock();
      try {
        if (b.lock.writeLock().tryLock()) {
          try {
            if (a.next == null && b.next == null) {
              a.dropGarbage();
              b.dropGarbage();
              SharedState kept = a.outweighs(b) ? a : b;
              kept.takeOver(kept == a ? b : a);
              return;
            }
          } finally {
            b.lock.writeLock().unlock();
          }
        }
      } finally {
        a.lock.writeLock().unlock();
      }
      SharedState turn = a;
      a = b.root();
      b = turn.root();
    }
  }

  /**
   * Whether this state's place is kept: one that is used, else one in a store, else one that was
   * chosen, else the one with more.
   */
  private boolean outweighs(SharedState other) {
    Comparator<SharedState> order =
        Comparator.comparing((SharedState s) -> !s.members.isEmpty())
            .thenComparing(s -> s.values.store() != null)
            .thenComparing(s -> s.backend != null)
            .thenComparing(s -> s.values.bytes());
    return order.compare(this, other) >= 0;
  }

  private void takeOver(SharedState other) {
    other.members.forEach(Engine::dropPrograms);
    values.takeOver(other.values);
    members.addAll(other.members);
    other.members.clear();
    freed.addAll(other.freed);
    garbage.addAll(other.garbage);
    other.next = this;
  }
}
