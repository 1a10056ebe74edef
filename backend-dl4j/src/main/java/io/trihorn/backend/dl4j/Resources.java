package io.trihorn.backend.dl4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.BytePointer;

/** Native things that are freed together, the last first. Freeing twice does nothing more. */
final class Resources implements Runnable {
  private final Deque<Runnable> frees = new ArrayDeque<>();
  private final Registers.Pool registers = new Registers.Pool();
  private final GuardedMemory guards;

  Resources() {
    this(null);
  }

  /** With memory that is watched; null for memory that is not. */
  Resources(GuardedMemory guards) {
    this.guards = guards;
  }

  /** What watches the memory, or null. */
  GuardedMemory guards() {
    return guards;
  }

  /** Has something done when these are freed. */
  synchronized void add(Runnable free) {
    frees.push(free);
  }

  /** Memory that lives as long as these. */
  BytePointer allocate(long bytes) {
    if (guards != null) {
      return guards.allocate(bytes, this);
    }
    NativeMemory memory = new NativeMemory(bytes);
    add(memory::free);
    return memory.at(0);
  }

  /** Memory on the heap for the steps that work with these. */
  Registers.Pool registers() {
    return registers;
  }

  /** Frees everything. */
  @Override
  public synchronized void run() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
