package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.StoreBase;
import io.trihorn.backend.dl4j.plan.GuardedMemory;
import io.trihorn.backend.dl4j.plan.NativeMemory;
import io.trihorn.backend.dl4j.plan.Resources;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
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

    Place(long bytes, GuardedMemory guards) {
      this.memory = new Resources(guards);
      this.address = memory.allocate(Math.max(bytes, 1));
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

  private final GuardedMemory guards;
  private final Map<Variable, Place> places = new HashMap<>();
  private final Cleaner.Cleanable cleanable;

  /**
   * An empty store.
   *
   * @param guards what watches its memory and that of its programs, or null
   */
  Dl4jStore(String backend, Device device, GuardedMemory guards) {
    super(backend, device);
    this.guards = guards;
    this.cleanable = CLEANER.register(this, new Places(places));
  }

  /** What a program's memory belongs to. */
  Resources programResources() {
    return new Resources(guards == null ? null : new GuardedMemory(guards));
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
      return places.computeIfAbsent(variable, v -> new Place(v.type().bytes(), guards));
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

  private ByteBuffer buffer(Variable variable) {
    return NativeMemory.buffer(address(variable), variable.type().bytes());
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    leave(variable);
    NativeTensor.copy(value, buffer(variable));
    Reference.reachabilityFence(this);
  }

  @Override
  protected void make(Variable variable, Consumer<TensorData> writer) {
    leave(variable);
    writer.accept(TensorData.wrap(variable.type(), buffer(variable)));
    Reference.reachabilityFence(this);
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    place.bytes().put(buffer(variable));
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
