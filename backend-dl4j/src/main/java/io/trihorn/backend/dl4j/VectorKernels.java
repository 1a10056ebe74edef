package io.trihorn.backend.dl4j;

import io.trihorn.ops.RandomBits;
import io.trihorn.optimizers.AdamUpdate;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Kernels in Java that run as fast as native ones: a stretch at a time goes through arrays on the
 * heap, for loops over such arrays become vector instructions, and loops over native memory do not.
 */
final class VectorKernels {
  /** Elements at a time: a few arrays of them fit the processor's first cache. */
  private static final int STRETCH = 1024;

  private VectorKernels() {}

  /** Square roots; NaN below 0. */
  static Runnable sqrt(ByteBuffer from, ByteBuffer to) {
    FloatBuffer x = from.asFloatBuffer();
    FloatBuffer z = to.asFloatBuffer();
    return () ->
        Parallel.loop(
            z.capacity(),
            z.capacity(),
            (first, end) -> {
              float[] values = new float[Math.min(STRETCH, end - first)];
              for (int at = first; at < end; at += STRETCH) {
                int n = Math.min(STRETCH, end - at);
                x.get(at, values, 0, n);
                for (int i = 0; i < n; i++) {
                  values[i] = (float) Math.sqrt(values[i]);
                }
                z.put(at, values, 0, n);
              }
            });
  }

  /** Exponentials, and with them logistic functions. */
  static Runnable exponential(boolean logistic, ByteBuffer from, ByteBuffer to) {
    FloatBuffer x = from.asFloatBuffer();
    FloatBuffer z = to.asFloatBuffer();
    // Scratch memory is kept between runs, one for each thread that works at the same time.
    Queue<Exponential> idle = new ConcurrentLinkedQueue<>();
    return () ->
        Parallel.loop(
            z.capacity(),
            2L * z.capacity(),
            (first, end) -> {
              Exponential kept = idle.poll();
              Exponential exp =
                  kept != null ? kept : new Exponential(Math.min(STRETCH, z.capacity()));
              float[] values = exp.values();
              for (int at = first; at < end; at += STRETCH) {
                int n = Math.min(STRETCH, end - at);
                x.get(at, values, 0, n);
                if (logistic) {
                  logistic(exp, n);
                } else {
                  exp.apply(n);
                }
                z.put(at, values, 0, n);
              }
              idle.add(exp);
            });
  }

  private static void logistic(Exponential exp, int n) {
    float[] values = exp.values();
    for (int i = 0; i < n; i++) {
      values[i] = -values[i];
    }
    exp.apply(n);
    for (int i = 0; i < n; i++) {
      values[i] = 1 / (1 + values[i]);
    }
  }

  /** {@link AdamUpdate}: operands in its order, results in its order. */
  static Runnable adam(AdamUpdate op, FloatBuffer[] in, FloatBuffer[] out) {
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
  static Runnable randomBits(IntBuffer key, IntBuffer out) {
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
