package io.trihorn.backend.tensorflow;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.natives.ResultMemory;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The system's memory, for results that go to callers. */
final class HostBytes implements ResultMemory.Source<Pointer> {
  @Override
  public Pointer allocate(long bytes) {
    Pointer memory = Pointer.malloc(bytes);
    if (memory == null || memory.isNull()) {
      throw new BackendException("the machine has no " + bytes + " bytes of memory left");
    }
    return memory;
  }

  @Override
  public ByteBuffer buffer(Pointer memory, long bytes) {
    return new BytePointer(memory).capacity(bytes).asByteBuffer();
  }

  @Override
  public void free(Pointer memory) {
    Pointer.free(memory);
  }
}
