package io.trihorn.data.digits;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;
import java.util.Arrays;

/**
 * Digits drawn by code, for when there are no files: strokes that are jittered, slanted, turned,
 * stretched, bent and drawn with pens of several widths on grainy paper. They are easier than
 * handwriting, but no two are alike.
 *
 * <p>Picture number {@code i} of a seed is the same everywhere and in a set of any size.
 */
public final class DrawnDigits {
  private static final int SIZE = Digits.SIZE;

  private DrawnDigits() {}

  /**
   * Draws digits.
   *
   * @param count how many
   * @param seed other seeds give other pictures, so that a test set is not in the training set
   */
  public static Digits draw(int count, long seed) {
    if (count < 0) {
      throw new IllegalArgumentException("draw: expected 0 or more digits, but got " + count);
    }
    TensorData images = TensorData.zeros(TensorType.of(DataType.UINT8, count, SIZE, SIZE, 1));
    TensorData labels = TensorData.zeros(TensorType.of(DataType.INT32, count));
    float[] ink = new float[SIZE * SIZE];
    byte[] pixels = new byte[SIZE * SIZE];
    for (int i = 0; i < count; i++) {
      SplitMix64 random = SplitMix64.stream(seed, i);
      int digit = random.nextInt(10);
      labels.setLong(i, digit);
      draw(digit, random, ink);
      develop(ink, random, pixels);
      images.bytes().put(i * pixels.length, pixels);
    }
    return new Digits(images, labels);
  }

  private static void draw(int digit, SplitMix64 random, float[] ink) {
    Arrays.fill(ink, 0);
    double[][] strokes = DigitStrokes.strokes(digit, random.nextInt(DigitStrokes.variants(digit)));
    Warp warp = Warp.random(random);
    double radius = random.uniform(0.8, 1.9);
    for (double[] stroke : strokes) {
      double[] points = new double[stroke.length];
      for (int p = 0; p < points.length; p += 2) {
        double x = stroke[p] + random.uniform(-0.015, 0.015);
        double y = stroke[p + 1] + random.uniform(-0.015, 0.015);
        points[p] = warp.x(x, y);
        points[p + 1] = warp.y(x, y);
      }
      for (int p = 2; p < points.length; p += 2) {
        segment(points[p - 2], points[p - 1], points[p], points[p + 1], radius, ink);
      }
    }
  }

  /**
   * Where a point of the unit square lies on the page, in pixels: turned, slanted and stretched
   * about the middle, moved, and bent by two waves across.
   */
  private record Warp(
      double xx,
      double xy,
      double yx,
      double yy,
      double dx,
      double dy,
      double bendX,
      double bendY,
      double waveX,
      double waveY,
      double phaseX,
      double phaseY) {
    static Warp random(SplitMix64 random) {
      double angle = random.uniform(-0.22, 0.22);
      double slant = random.uniform(-0.3, 0.2);
      double width = 20 * random.uniform(0.7, 1.1);
      double height = 20 * random.uniform(0.8, 1.1);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      return new Warp(
          width * cos,
          height * (cos * -slant - sin),
          width * sin,
          height * (cos - sin * slant),
          SIZE / 2.0 + random.uniform(-2, 2),
          SIZE / 2.0 + random.uniform(-2, 2),
          random.uniform(0, 1.1),
          random.uniform(0, 1.1),
          random.uniform(3, 7),
          random.uniform(3, 7),
          random.uniform(0, 6.3),
          random.uniform(0, 6.3));
    }

    double x(double x, double y) {
      return dx + xx * (x - .5) + xy * (y - .5) + bendX * StrictMath.sin(waveX * y + phaseX);
    }

    double y(double x, double y) {
      return dy + yx * (x - .5) + yy * (y - .5) + bendY * StrictMath.sin(waveY * x + phaseY);
    }
  }

  /** Inks the pixels near a straight line; at the edge as far as they are covered. */
  private static void segment(
      double x0, double y0, double x1, double y1, double radius, float[] ink) {
    double reach = radius + 1;
    int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
    int right = Math.min(SIZE - 1, (int) (Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
    int bottom = Math.min(SIZE - 1, (int) (Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = length == 0 ? 0 : (px * dx + py * dy) / length;
        double t = Math.max(0, Math.min(1, along));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double cover = radius + 0.5 - Math.sqrt(ex * ex + ey * ey);
        int at = row * SIZE + column;
        ink[at] = Math.max(ink[at], (float) Math.min(1, cover));
      }
    }
  }

  /** Ink to bytes, with grain: twice 4 random bits in each pixel, and more where there is ink. */
  private static void develop(float[] ink, SplitMix64 random, byte[] pixels) {
    double strength = random.uniform(170, 255);
    long bits = 0;
    for (int i = 0; i < pixels.length; i++) {
      bits = (i & 7) == 0 ? random.next() : bits >>> 8;
      int grain = (int) (bits & 15) + (int) (bits >>> 4 & 15) - 15;
      double value = strength * ink[i] + (ink[i] > 0 ? 2 * grain : grain);
      pixels[i] = (byte) Math.max(0, Math.min(255, (int) value));
    }
  }
}
