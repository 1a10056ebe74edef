package io.trihorn.backend.dl4j.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;

/** Native things that are freed together, the last first. Freeing twice does nothing more. */
public final class Resources implements Runnable {
  private final Deque<Runnable> frees = new ArrayDeque<>();
  private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
  private final Memory memory;
  private final GuardedMemory guards;

  /**
   * Of one kind of memory.
   *
   * @param guards what watches it, or null
   */
  public Resources(Memory memory, GuardedMemory guards) {
    this.memory = memory;
    this.guards = guards;
  }

  /** What {@link #allocate} gives. */
  public Memory memory() {
    return memory;
  }

  /** What watches the memory, or null. */
  public GuardedMemory guards() {
    return guards;
  }

  /** Has something done when these are freed. */
  synchronized void add(Runnable free) {
    frees.push(free);
  }

  /** Memory that lives as long as these. */
  public BytePointer allocate(long bytes) {
    if (guards != null) {
      return guards.allocate(bytes, this);
    }
    Memory.Stretch stretch = memory.allocate(bytes);
    add(stretch::free);
    return stretch.start();
  }

  /** One object of a class for all steps that work with these, made when first asked for. */
  public <T> T shared(Class<T> type, Supplier<T> make) {
    return type.cast(shared.computeIfAbsent(type, t -> make.get()));
  }

  /** Frees everything. */
  @Override
  public synchronized void run() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
