package io.trihorn.backend.dl4j.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * {@code min(max(y, 0), most)} and what it lets through of a gradient, of tiles on the heap.
 *
 * @param most the bound; infinity where there is none
 */
public record Rectifier(float most) {
  private static final int INFINITY = 0x7f800000;

  private boolean isBounded() {
    return most < Float.POSITIVE_INFINITY;
  }

  /** Rectifies. NaN stays. */
  void apply(float[] y, int n) {
    positive(y, n);
    if (isBounded()) {
      bounded(y, most, n);
    }
  }

  private static void positive(float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(y[i], 0);
    }
  }

  private static void bounded(float[] y, float most, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(y[i], most);
    }
  }

  /** The first bits that are not let through: the bound's own, or after infinity NaN's. */
  private int end() {
    return isBounded() ? Float.floatToRawIntBits(most) : INFINITY + 1;
  }

  /**
   * Has of a gradient what belongs to elements between 0 and the bound. Only bits are looked at, as
   * loops that compare floats do not become vector instructions; the way from floats to their bits
   * and back is through memory outside of the heap.
   */
  static final class Gate {
    private final int[] mask;
    private final int[] bits;
    private final FloatBuffer floats;
    private final IntBuffer ints;

    Gate(int length) {
      mask = new int[length];
      bits = new int[length];
      ByteBuffer memory =
          ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder());
      floats = memory.asFloatBuffer();
      ints = memory.asIntBuffer();
    }

    /**
     * Writes over what a rectifier has got what it lets through of the gradient from a place on.
     */
    void pass(Rectifier rectifier, float[] y, IntBuffer gradient, int at, int n) {
      floats.put(0, y, 0, n);
      ints.get(0, mask, 0, n);
      gradient.get(at, bits, 0, n);
      pass(mask, bits, rectifier.end(), n);
      ints.put(0, bits, 0, n);
      floats.get(0, y, 0, n);
    }

    private static void pass(int[] y, int[] gradient, int end, int n) {
      for (int i = 0; i < n; i++) {
        gradient[i] &= (~(y[i] | y[i] - 1) & y[i] - end) >> 31;
      }
    }
  }

  /** Gates of a plan: as many as its threads need at the same time. */
  static final class Gates {
    private final Queue<Gate> idle = new ConcurrentLinkedQueue<>();

    /** One for tiles of at most a length. */
    Gate borrow(int length) {
      Gate kept = idle.poll();
      return kept != null && kept.mask.length >= length ? kept : new Gate(length);
    }

    void giveBack(Gate gate) {
      idle.add(gate);
    }
  }
}
