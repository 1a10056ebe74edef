package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.StoreBase;
import io.trihorn.backend.dl4j.plan.GuardedMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.backend.dl4j.plan.Resources;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;

/**
 * Variables in native memory. Each has one place until it is removed, which programs read and write
 * directly.
 */
final class Dl4jStore extends StoreBase {
  static final Cleaner CLEANER = Cleaner.create();

  /** Where a variable's value is or will be. */
  private static final class Place {
    private final Resources memory;
    private final BytePointer address;
    private final Set<SharedPlace> sharers = ConcurrentHashMap.newKeySet();

    Place(long bytes, Memory memory, GuardedMemory guards) {
      this.memory = new Resources(memory, guards);
      this.address = this.memory.allocate(Math.max(bytes, 1));
    }
  }

  /** What is left to free when nobody has the store any more. */
  private record Places(Map<Variable, Place> byVariable) implements Runnable {
    @Override
    public void run() {
      byVariable.values().forEach(place -> place.memory.run());
      byVariable.clear();
    }
  }

  private final LibNd4j lib;
  private final GuardedMemory guards;
  private final Map<Variable, Place> places = new HashMap<>();
  private final Cleaner.Cleanable cleanable;

  /**
   * An empty store.
   *
   * @param lib what its programs are run by
   * @param guards what watches its memory and that of its programs, or null
   */
  Dl4jStore(String backend, Device device, LibNd4j lib, GuardedMemory guards) {
    super(backend, device);
    this.lib = lib;
    this.guards = guards;
    this.cleanable = CLEANER.register(this, new Places(places));
  }

  /** What a program's memory belongs to. */
  Resources programResources() {
    return new Resources(memory(), guards == null ? null : new GuardedMemory(guards));
  }

  /** Whether something watches its memory and that of its programs. */
  boolean isGuarded() {
    return guards != null;
  }

  /** What programs with its variables are run by. */
  LibNd4j lib() {
    return lib;
  }

  /** What its variables are in. */
  Memory memory() {
    return lib.memory();
  }

  /** Has something done to places, which nobody removes meanwhile. */
  void use(Runnable work) {
    enter(false);
    try {
      work.run();
    } finally {
      leave(false);
    }
  }

  /** Where a variable's value is or will be; valid until it is removed. */
  BytePointer address(Variable variable) {
    return place(variable).address;
  }

  private Place place(Variable variable) {
    // Programs that are compiled at the same time may make places.
    synchronized (places) {
      return places.computeIfAbsent(variable, v -> new Place(v.type().bytes(), memory(), guards));
    }
  }

  /** Has those leave who share a variable's value, which is about to change. Alone. */
  void leave(Variable variable) {
    Set<SharedPlace> sharers = place(variable).sharers;
    if (!sharers.isEmpty()) {
      sharers.forEach(SharedPlace::leave);
      sharers.clear();
    }
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    leave(variable);
    NativeTensor.copy(value, memory(), address(variable));
    memory().finish();
    Reference.reachabilityFence(this);
  }

  @Override
  protected void make(Variable variable, Consumer<TensorData> writer) {
    leave(variable);
    lib.write(variable.type(), address(variable), writer);
    Reference.reachabilityFence(this);
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    memory().read(address(variable), place.bytes());
    Reference.reachabilityFence(this);
  }

  @Override
  protected DeviceMemory shared(Variable variable) {
    Place place = place(variable);
    return new SharedPlace(variable.type(), place.address, this, place.sharers);
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    synchronized (places) {
      for (Variable variable : variables) {
        leave(variable);
        Place place = places.remove(variable);
        if (place != null) {
          place.memory.run();
        }
      }
    }
  }

  @Override
  protected void free() {
    synchronized (places) {
      List.copyOf(places.keySet()).forEach(this::leave);
      cleanable.clean();
    }
  }
}
