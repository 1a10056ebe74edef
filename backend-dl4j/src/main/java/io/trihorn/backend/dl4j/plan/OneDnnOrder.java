package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnn.check;
import static io.trihorn.backend.dl4j.plan.OneDnn.made;

import org.bytedeco.javacpp.BytePointer;

/**
 * How the elements of an operand lie in memory where that suits a primitive best, and how they lie
 * before. It outlives oneDNN's objects, so that a program knows it before it has memory.
 */
public final class OneDnnOrder {
  private final byte[] given;
  private final byte[] packed;
  private final long bytes;
  private final boolean isGiven;

  /** From one type to another. */
  OneDnnOrder(long given, long packed) {
    this.given = blob(given);
    this.packed = blob(packed);
    this.bytes = OneDnnCalls.dnnl_memory_desc_get_size(packed);
    this.isGiven = OneDnnCalls.dnnl_memory_desc_equal(given, packed) != 0;
  }

  private static byte[] blob(long type) {
    long[] length = new long[1];
    check(OneDnnCalls.dnnl_memory_desc_get_blob(null, length, type));
    byte[] blob = new byte[(int) length[0]];
    check(OneDnnCalls.dnnl_memory_desc_get_blob(blob, length, type));
    return blob;
  }

  /** Whether they lie so already. */
  public boolean isGiven() {
    return isGiven;
  }

  /** How much memory the elements take. */
  public long bytes() {
    return bytes;
  }

  /** The type of an operand in this order; to be destroyed. */
  long type() {
    return type(packed);
  }

  private static long type(byte[] blob) {
    return made(t -> OneDnnCalls.dnnl_memory_desc_create_with_blob(t, blob));
  }

  /** The step that brings an operand into this order. */
  public Runnable pack(OneDnn library, BytePointer from, BytePointer to, Frame frame) {
    long before = type(given);
    long after = type(packed);
    Runnable step = new OneDnnStep(library, frame).copy(from, before, to, after);
    check(OneDnnCalls.dnnl_memory_desc_destroy(before));
    check(OneDnnCalls.dnnl_memory_desc_destroy(after));
    return step;
  }
}
