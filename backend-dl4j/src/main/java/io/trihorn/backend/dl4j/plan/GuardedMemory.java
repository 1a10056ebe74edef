package io.trihorn.backend.dl4j.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory with guards around it, to find steps that write where they should not: all of it is
 * compared before and after each step. For tests, since a step takes as long as copying it all.
 */
public final class GuardedMemory {
  /** Bytes before and after each stretch that nothing may write. */
  private static final long MARGIN = 4096;

  /** Not a number in every type of floats, so that the use of what was never written shows too. */
  private static final byte UNWRITTEN = (byte) 0xff;

  /** A stretch with its guards. */
  private record Stretch(long address, ByteBuffer bytes) {
    byte[] content() {
      byte[] copy = new byte[bytes.capacity()];
      bytes.get(0, copy);
      return copy;
    }

    /** Makes the bytes that a step may write the same in both. */
    void allow(BytePointer at, long count, byte[] before, byte[] after) {
      long first = at.address() - address;
      if (first >= 0 && first + count <= after.length) {
        System.arraycopy(after, (int) first, before, (int) first, (int) count);
      }
    }
  }

  private final GuardedMemory shared;
  private final List<Stretch> own = new ArrayList<>();

  /** Memory that is watched together with other memory, or null. */
  public GuardedMemory(GuardedMemory shared) {
    this.shared = shared;
  }

  /** So many bytes, watched from now on until they are freed. */
  BytePointer allocate(long bytes, Resources resources) {
    NativeMemory memory = new NativeMemory(bytes, MARGIN);
    BytePointer whole = memory.at(-MARGIN);
    long size = bytes + 2 * MARGIN;
    Pointer.memset(whole, UNWRITTEN, size);
    Stretch stretch = new Stretch(whole.address(), NativeMemory.buffer(whole, size));
    synchronized (this) {
      own.add(stretch);
    }
    resources.add(
        () -> {
          synchronized (this) {
            own.removeIf(s -> s == stretch);
          }
          memory.free();
        });
    return memory.at(0);
  }

  private synchronized List<Stretch> all() {
    List<Stretch> all = new ArrayList<>(own);
    if (shared != null) {
      all.addAll(shared.all());
    }
    return all;
  }

  /**
   * The step, failing after it has run if it wrote anything else than it says it does.
   *
   * @param frame where its arrays are
   */
  Runnable watched(Instr instr, Frame frame, Runnable step) {
    return () -> {
      List<Stretch> all = all();
      List<byte[]> before = all.stream().map(Stretch::content).toList();
      step.run();
      for (int i = 0; i < before.size(); i++) {
        Stretch stretch = all.get(i);
        byte[] after = stretch.content();
        for (Ref write : instr.writes()) {
          if (write.isDense()) {
            stretch.allow(frame.address(write), write.bytes(), before.get(i), after);
          } else {
            stretch.allow(frame.address(write.slot()), write.slot().bytes(), before.get(i), after);
          }
        }
        int at = Arrays.mismatch(before.get(i), after);
        if (at >= 0) {
          throw new IllegalStateException(
              instr.name()
                  + " wrote at "
                  + (at - MARGIN)
                  + " of "
                  + (after.length - 2 * MARGIN)
                  + " bytes: "
                  + instr.reads()
                  + " -> "
                  + instr.writes());
        }
      }
    };
  }
}
