package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.threads.Parallel;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.ops.RandomBits;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Kernels in Java that run as fast as native ones: a stretch at a time goes through arrays on the
 * heap, for loops over such arrays become vector instructions, and loops over native memory do not.
 */
public final class VectorKernels {
  private static final int STRETCH = Tiling.STRETCH;

  private VectorKernels() {}

  /** A function of each element. */
  static Runnable map(VectorOps.Loop loop, ByteBuffer from, ByteBuffer to) {
    FloatBuffer x = from.asFloatBuffer();
    FloatBuffer z = to.asFloatBuffer();
    Registers.Pool pool = new Registers.Pool();
    return () ->
        Parallel.loop(
            z.capacity(),
            2L * z.capacity(),
            (first, end) -> {
              Registers registers = pool.borrow();
              float[] values = registers.take(1)[0];
              for (int at = first; at < end; at += STRETCH) {
                int n = Math.min(STRETCH, end - at);
                x.get(at, values, 0, n);
                loop.run(values, values, values, n, registers.exponential());
                z.put(at, values, 0, n);
              }
              pool.giveBack(registers);
            });
  }

  /** {@link AdamUpdate}: operands in its order, results in its order. */
  public static Runnable adam(AdamUpdate op, FloatBuffer[] in, FloatBuffer[] out) {
    float share1 = (float) (1 - op.beta1());
    float share2 = (float) (1 - op.beta2());
    float epsilon = (float) op.epsilon();
    int size = out[0].capacity();
    return () -> {
      float alpha = in[4].get(0);
      Parallel.loop(
          size,
          4L * size,
          (first, end) -> {
            float[] w = new float[Math.min(STRETCH, end - first)];
            float[] m = new float[Math.min(STRETCH, end - first)];
            float[] v = new float[Math.min(STRETCH, end - first)];
            float[] g = new float[Math.min(STRETCH, end - first)];
            for (int at = first; at < end; at += STRETCH) {
              int n = Math.min(STRETCH, end - at);
              in[0].get(at, w, 0, n);
              in[1].get(at, m, 0, n);
              in[2].get(at, v, 0, n);
              in[3].get(at, g, 0, n);
              for (int i = 0; i < n; i++) {
                m[i] += (g[i] - m[i]) * share1;
                v[i] += (g[i] * g[i] - v[i]) * share2;
              }
              for (int i = 0; i < n; i++) {
                w[i] -= m[i] * alpha / ((float) Math.sqrt(v[i]) + epsilon);
              }
              out[0].put(at, w, 0, n);
              out[1].put(at, m, 0, n);
              out[2].put(at, v, 0, n);
            }
          });
    };
  }

  /** {@link RandomBits} of the elements that a key of two numbers gives. */
  public static Runnable randomBits(IntBuffer key, IntBuffer out) {
    return () -> {
      RandomBits.HostKey ready = RandomBits.HostKey.of(key.get(0), key.get(1));
      Parallel.loop(
          out.capacity(),
          4L * out.capacity(),
          (first, end) -> {
            int[] bits = new int[Math.min(STRETCH, end - first)];
            for (int at = first; at < end; at += STRETCH) {
              int n = Math.min(STRETCH, end - at);
              for (int i = 0; i < n; i++) {
                bits[i] = ready.bits(at + i);
              }
              out.put(at, bits, 0, n);
            }
          });
    };
  }
}
