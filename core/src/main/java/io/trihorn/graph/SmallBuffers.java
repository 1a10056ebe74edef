package io.trihorn.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for values of a few bytes, such as numbers and sums: pieces of larger direct buffers, each
 * given out once, which live as long as one of their pieces. A direct buffer of its own costs a
 * number more time than all else about it, and the collector a look at each.
 */
final class SmallBuffers {
  /** The most bytes that are small. */
  static final int MOST = 256;

  private static final int WHOLE = 1 << 13;

  /** What processors' vector instructions read at once begins at such addresses. */
  private static final int ALIGNMENT = 64;

  private static final ThreadLocal<SmallBuffers> OF_THREAD =
      ThreadLocal.withInitial(SmallBuffers::new);

  private ByteBuffer whole = ByteBuffer.allocateDirect(0);
  private int used;

  private SmallBuffers() {}

  /** Zeros that nobody else has, in native byte order. */
  static ByteBuffer zeros(int bytes) {
    return OF_THREAD.get().next(bytes);
  }

  private ByteBuffer next(int bytes) {
    if (used + bytes > whole.capacity()) {
      whole = ByteBuffer.allocateDirect(WHOLE + ALIGNMENT).alignedSlice(ALIGNMENT);
      used = 0;
    }
    ByteBuffer piece = whole.slice(used, bytes).order(ByteOrder.nativeOrder());
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return piece;
  }
}
