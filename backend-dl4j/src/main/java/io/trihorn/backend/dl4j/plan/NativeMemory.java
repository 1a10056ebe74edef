package io.trihorn.backend.dl4j.plan;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.natives.ResultMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A stretch of native memory, zeroed, freed by hand; aligned to cache lines. */
public final class NativeMemory {
  /** For results that go to callers. */
  public static final ResultMemory.Source<NativeMemory> SOURCE =
      new ResultMemory.Source<>() {
        @Override
        public NativeMemory allocate(long bytes) {
          return new NativeMemory(bytes);
        }

        @Override
        public ByteBuffer buffer(NativeMemory memory, long bytes) {
          return NativeMemory.buffer(memory.at(0), bytes);
        }

        @Override
        public void free(NativeMemory memory) {
          memory.free();
        }
      };

  private static final long ALIGNMENT = 64;

  private final Pointer allocated;
  private final BytePointer start;

  public NativeMemory(long bytes) {
    this(bytes, 0);
  }

  /** With bytes before and after that are freed with it; a multiple of a cache line. */
  public NativeMemory(long bytes, long margin) {
    long size = bytes + ALIGNMENT + 2 * margin;
    allocated = Pointer.calloc(1, size);
    if (allocated == null || allocated.isNull()) {
      throw new BackendException("the machine has no " + bytes + " bytes of memory left");
    }
    long skip = -allocated.address() & (ALIGNMENT - 1);
    start = new BytePointer(allocated).capacity(size).getPointer(skip + margin);
  }

  /** The address of a byte. */
  public BytePointer at(long offset) {
    return start.getPointer(offset);
  }

  /** Bytes of native memory as a buffer; valid until the memory is freed. */
  public static ByteBuffer buffer(BytePointer at, long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new BackendException(
          "an array of " + bytes + " bytes is larger than 2 GiB, the most this backend handles");
    }
    if (bytes == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    return new BytePointer(at)
        .position(0)
        .capacity(bytes)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  public void free() {
    Pointer.free(allocated);
  }
}
