package io.trihorn.backend.dl4j.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What the oneDNN steps of one frame work in besides their operands. They run one after another, so
 * that it is as large as the largest needs and not as all need together.
 */
public final class Workspace {
  /** An object of oneDNN that stands for a part of this. */
  private record Part(long memory, long offset) {}

  private final List<Part> parts = new ArrayList<>();
  private NativeMemory memory;
  private long bytes;

  /** Freed with these. */
  public Workspace(Resources resources) {
    resources.add(this::free);
  }

  /** How large it is. */
  public long bytes() {
    return bytes;
  }

  /** Has an object of oneDNN stand for some bytes of this. */
  void put(long object, long offset, long length) {
    Part part = new Part(object, offset);
    parts.add(part);
    if (memory != null && offset + length <= bytes) {
      place(part);
      return;
    }
    free();
    bytes = offset + length;
    memory = new NativeMemory(bytes);
    parts.forEach(this::place);
  }

  private void place(Part part) {
    OneDnn.check(
        OneDnnCalls.dnnl_memory_set_data_handle(part.memory(), memory.at(part.offset()).address()));
  }

  private void free() {
    if (memory != null) {
      memory.free();
      memory = null;
    }
  }
}
