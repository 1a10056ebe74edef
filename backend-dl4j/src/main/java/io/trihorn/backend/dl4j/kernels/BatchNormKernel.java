package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import io.trihorn.ops.BatchNormalize;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link BatchNormalize} of float32 along the last axis, and a rectifier of its result where there
 * is one: x is read once for its moments and once to be normalized, from its end on, which the
 * caches may still hold.
 */
public final class BatchNormKernel {
  private final ChannelRows rows;
  private final float epsilon;
  private final Rectifier rectifier;
  private final FloatBuffer[] in;
  private final FloatBuffer[] out;

  private BatchNormKernel(
      ChannelRows rows, float epsilon, Rectifier rectifier, FloatBuffer[] in, FloatBuffer[] out) {
    this.rows = rows;
    this.epsilon = epsilon;
    this.rectifier = rectifier;
    this.in = in;
    this.out = out;
  }

  /**
   * The step.
   *
   * @param rectifier or null
   * @param in the op's operands, dense
   * @param out its results, the first of them rectified
   */
  public static Runnable bind(
      BatchNormalize op, Rectifier rectifier, List<Ref> in, List<Ref> out, Frame f) {
    ChannelRows rows = ChannelRows.of(in.get(0));
    return new BatchNormKernel(
            rows,
            (float) op.epsilon(),
            rectifier,
            ChannelRows.floats(in, f),
            ChannelRows.floats(out, f))
        ::run;
  }

  private void run() {
    float[] mean = new float[rows.channels()];
    float[] variance = new float[rows.channels()];
    new ChannelMoments(rows, in[0]).take(mean, variance);
    Normalizing normalizing =
        Normalizing.of(
            rows, mean, Normalizing.inverse(variance, epsilon), rows.load(in[1]), rows.load(in[2]));
    out[1].put(0, mean);
    out[2].put(0, variance);
    Parallel.loop(
        rows.blocks(), 2L * rows.size(), (first, end) -> normalize(normalizing, first, end));
  }

  private void normalize(Normalizing normalizing, int first, int end) {
    float[] values = new float[rows.tile()];
    for (int b = end - 1; b >= first; b--) {
      rows.tiles(
          b,
          (at, n) -> {
            in[0].get(at, values, 0, n);
            normalizing.apply(values, values, n);
            if (rectifier != null) {
              rectifier.apply(values, n);
            }
            out[0].put(at, values, 0, n);
          });
    }
  }
}
