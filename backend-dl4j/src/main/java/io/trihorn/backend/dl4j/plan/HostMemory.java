package io.trihorn.backend.dl4j.plan;

import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The machine's own memory. */
public final class HostMemory implements Memory {
  @Override
  public void begin() {
    // There is no other place.
  }

  @Override
  public void finish() {
    // Everything is done when its call returns.
  }

  @Override
  public Stretch allocate(long bytes) {
    NativeMemory memory = new NativeMemory(Math.max(bytes, 1));
    return new Stretch() {
      @Override
      public BytePointer start() {
        return memory.at(0);
      }

      @Override
      public void free() {
        memory.free();
      }
    };
  }

  @Override
  public void write(ByteBuffer from, BytePointer to) {
    NativeMemory.buffer(to, from.remaining()).put(from);
  }

  @Override
  public void read(BytePointer from, ByteBuffer to) {
    BytePointer place = new BytePointer(to);
    Parallel.bytes(
        to.remaining(),
        (at, bytes) -> Pointer.memcpy(place.getPointer(at), from.getPointer(at), bytes));
  }

  @Override
  public Runnable copy(BytePointer to, BytePointer from, long bytes) {
    return to.address() == from.address() ? () -> {} : () -> Pointer.memcpy(to, from, bytes);
  }

  @Override
  public Runnable fill(BytePointer at, byte value, long bytes) {
    return () -> Pointer.memset(at, value, bytes);
  }
}
