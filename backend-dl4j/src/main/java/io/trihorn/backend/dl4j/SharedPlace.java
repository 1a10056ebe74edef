package io.trihorn.backend.dl4j;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;

/** The value that a variable has: where the variable is until that changes, then a copy. */
final class SharedPlace implements DeviceMemory {
  private final TensorType type;
  private final Memory memory;
  private final Set<SharedPlace> sharers;

  /** Where the variable is; null when it has been left. */
  private BytePointer place;

  /** Keeps the place from being freed with its store, as long as it is that. */
  private Dl4jStore store;

  private NativeTensor copy;

  /**
   * The value of a variable as it is now.
   *
   * @param sharers has this until it is freed or has left
   */
  SharedPlace(TensorType type, BytePointer place, Dl4jStore store, Set<SharedPlace> sharers) {
    this.type = type;
    this.memory = store.memory();
    this.place = place;
    this.store = store;
    this.sharers = sharers;
    sharers.add(this);
  }

  /** Leaves the place, which is about to change. */
  synchronized void leave() {
    if (place != null) {
      copy = NativeTensor.copyOf(type, memory, place);
      place = null;
      store = null;
    }
  }

  /** Has the elements read; nobody changes them meanwhile. */
  synchronized void read(Consumer<BytePointer> reader) {
    reader.accept(place == null ? copy.start() : place);
  }

  /** What its elements are in. */
  Memory memory() {
    return memory;
  }

  @Override
  public void copyTo(TensorData target) {
    read(start -> memory.read(start, target.bytes()));
  }

  @Override
  public boolean isOwn() {
    return false;
  }

  @Override
  public void free() {
    sharers.remove(this);
    synchronized (this) {
      place = null;
      store = null;
      if (copy != null) {
        copy.free();
        copy = null;
      }
    }
  }
}
