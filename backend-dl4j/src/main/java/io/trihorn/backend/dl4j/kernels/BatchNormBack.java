package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The second half of the way back through a batch normalization of float32 along the last axis: the
 * gradient of x, from what {@link BatchNormSums} found.
 */
public final class BatchNormBack {
  private final ChannelRows rows;
  private final float epsilon;
  private final FloatBuffer[] in;
  private final FloatBuffer out;

  private BatchNormBack(double epsilon, List<Ref> in, Ref out, Frame f) {
    this.rows = ChannelRows.of(in.get(0));
    this.epsilon = (float) epsilon;
    this.in = ChannelRows.floats(in, f);
    this.out = f.bytes(out).asFloatBuffer();
  }

  /**
   * The step.
   *
   * @param epsilon added to the variance
   * @param in the gradient, x, scale, mean, variance and the gradients of scale and of offset
   * @param out the gradient of x, which may take the place of either
   */
  public static Runnable bind(double epsilon, List<Ref> in, Ref out, Frame f) {
    return new BatchNormBack(epsilon, in, out, f)::run;
  }

  private void run() {
    float[] factor = rows.load(in[2]);
    float[] inverse = Normalizing.inverse(rows.load(in[4]), epsilon);
    float[] slope = rows.load(in[5]);
    float[] share = rows.load(in[6]);
    for (int c = 0; c < factor.length; c++) {
      factor[c] *= inverse[c];
      slope[c] *= inverse[c] / rows.rows();
      share[c] /= rows.rows();
    }
    float[] means = rows.spread(rows.load(in[3]));
    float[] factors = rows.spread(factor);
    float[] slopes = rows.spread(slope);
    float[] shares = rows.spread(share);
    Parallel.loop(
        rows.blocks(),
        3L * rows.size(),
        (first, end) -> {
          float[] g = new float[rows.tile()];
          float[] x = new float[rows.tile()];
          // The end of what was read before may still be in the caches.
          for (int b = end - 1; b >= first; b--) {
            rows.tiles(
                b,
                (at, n) -> {
                  in[0].get(at, g, 0, n);
                  in[1].get(at, x, 0, n);
                  gradient(g, x, means, slopes, shares, factors, n);
                  out.put(at, g, 0, n);
                });
          }
        });
  }

  private static void gradient(
      float[] g, float[] x, float[] mean, float[] slope, float[] share, float[] factor, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = (g[i] - share[i] - (x[i] - mean[i]) * slope[i]) * factor[i];
    }
  }
}
