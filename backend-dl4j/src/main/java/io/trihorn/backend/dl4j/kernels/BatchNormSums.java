package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;

/**
 * The first half of the way back through a batch normalization of float32 along the last axis: the
 * gradients of scale and offset, in one pass over memory. What a rectifier behind the normalization
 * lets through of the gradient is found on the way, by what is normalized once more and thus need
 * not be kept; it may take the gradient's place.
 */
public final class BatchNormSums {
  private final ChannelRows rows;
  private final float epsilon;
  private final Rectifier rectifier;
  private final Rectifier.Gates gates;
  private final FloatBuffer[] in;
  private final IntBuffer gradient;
  private final FloatBuffer[] out;

  private BatchNormSums(double epsilon, Rectifier rectifier, List<Ref> in, List<Ref> out, Frame f) {
    this.rows = ChannelRows.of(in.get(0));
    this.epsilon = (float) epsilon;
    this.rectifier = rectifier;
    this.gates = f.resources().shared(Rectifier.Gates.class, Rectifier.Gates::new);
    this.in = ChannelRows.floats(in, f);
    this.gradient = f.bytes(in.get(0)).asIntBuffer();
    this.out = ChannelRows.floats(out, f);
  }

  /**
   * The step.
   *
   * @param epsilon added to the variance
   * @param rectifier of what was normalized, or null
   * @param in the gradient, x, mean and variance; with a rectifier scale and offset too
   * @param out with a rectifier what it lets through; the gradients of scale and of offset
   */
  public static Runnable bind(
      double epsilon, Rectifier rectifier, List<Ref> in, List<Ref> out, Frame f) {
    return new BatchNormSums(epsilon, rectifier, in, out, f)::run;
  }

  private void run() {
    float[] mean = rows.load(in[2]);
    float[] inverse = Normalizing.inverse(rows.load(in[3]), epsilon);
    float[] center = rows.spread(mean);
    Normalizing normalizing =
        rectifier == null
            ? null
            : Normalizing.of(rows, mean, inverse, rows.load(in[4]), rows.load(in[5]));
    double[][] sums = new double[rows.blocks()][rows.channels()];
    double[][] products = new double[rows.blocks()][rows.channels()];
    Parallel.loop(
        rows.blocks(),
        3L * rows.size(),
        (first, end) -> {
          Rectifier.Gate gate = rectifier == null ? null : gates.borrow(rows.tile());
          float[] g = new float[rows.tile()];
          float[] x = new float[rows.tile()];
          float[] sum = new float[rows.tile()];
          float[] product = new float[rows.tile()];
          for (int b = first; b < end; b++) {
            rows.tiles(
                b,
                (at, n) -> {
                  in[1].get(at, x, 0, n);
                  if (gate == null) {
                    in[0].get(at, g, 0, n);
                  } else {
                    normalizing.apply(x, g, n);
                    gate.pass(rectifier, g, gradient, at, n);
                    out[0].put(at, g, 0, n);
                  }
                  ChannelRows.add(g, sum, n);
                  addProducts(g, x, center, product, n);
                });
            rows.fold(sum, sums[b]);
            rows.fold(product, products[b]);
          }
          if (gate != null) {
            gates.giveBack(gate);
          }
        });
    float[] toScale = ChannelRows.total(products);
    for (int c = 0; c < toScale.length; c++) {
      toScale[c] *= inverse[c];
    }
    out[out.length - 2].put(0, toScale);
    out[out.length - 1].put(0, ChannelRows.total(sums));
  }

  private static void addProducts(float[] g, float[] x, float[] mean, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += g[i] * (x[i] - mean[i]);
    }
  }
}
