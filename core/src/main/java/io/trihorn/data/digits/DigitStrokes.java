package io.trihorn.data.digits;

import java.util.ArrayList;
import java.util.List;

/**
 * How the ten digits are written: each has a few variants, each variant a few strokes, each stroke
 * a line through points in a unit square, x to the right and y down.
 */
final class DigitStrokes {
  private static final double[][][][] VARIANTS = {
    {{ring(.5, .5, .29, .42)}, {arc(.5, .5, .24, .42, -70, 300)}},
    {
      {line(.5, .08, .5, .92)},
      {line(.34, .28, .53, .08, .53, .92)},
      {line(.36, .26, .53, .08, .53, .92), line(.34, .92, .72, .92)}
    },
    {
      {join(arc(.49, .32, .26, .24, -165, 35), line(.2, .9, .8, .9))},
      {
        join(
            arc(.47, .32, .26, .24, -150, 40),
            arc(.34, .82, .13, .1, 20, -230),
            line(.5, .84, .82, .9))
      }
    },
    {
      {join(arc(.46, .29, .25, .2, -150, 90), arc(.46, .71, .29, .22, -90, 150))},
      {join(line(.22, .1, .74, .1, .44, .43), arc(.46, .68, .29, .25, -85, 150))}
    },
    {
      {line(.62, .08, .2, .62, .84, .62), line(.62, .08, .62, .92)},
      {line(.28, .1, .24, .52, .78, .52), line(.7, .12, .66, .92)},
      {join(line(.3, .1), arc(.5, .36, .26, .18, 190, 20)), line(.76, .1, .7, .92)}
    },
    {
      {join(line(.76, .1, .34, .1, .29, .46), arc(.47, .66, .28, .25, -130, 140))},
      {join(line(.32, .12, .29, .46), arc(.47, .67, .27, .24, -130, 150)), line(.32, .12, .74, .1)}
    },
    {
      {join(line(.68, .09), arc(.72, .6, .48, .5, -115, -180), ringFrom(.49, .69, .25, .22, 180))},
      {join(line(.5, .08), line(.3, .5), ringFrom(.5, .7, .23, .21, 190))}
    },
    {
      {line(.2, .11, .8, .11, .42, .92)},
      {line(.2, .11, .8, .11, .45, .92), line(.34, .5, .7, .5)},
      {line(.22, .22, .22, .11, .78, .11, .52, .5, .46, .92)}
    },
    {
      {ring(.5, .29, .21, .2), ring(.5, .71, .26, .21)},
      {
        join(
            arc(.5, .29, .21, .2, -30, -270),
            arc(.5, .71, .26, .21, -90, 270),
            arc(.5, .29, .21, .2, 90, -30))
      }
    },
    {
      {ringFrom(.5, .32, .24, .23, 0), line(.74, .32, .68, .92)},
      {join(ringFrom(.48, .31, .24, .22, 0), arc(.36, .42, .37, .48, -10, 95))}
    }
  };

  private DigitStrokes() {}

  /** The number of ways in which a digit is written. */
  static int variants(int digit) {
    return VARIANTS[digit].length;
  }

  /** The strokes of one way; each holds x and y of its points in turn. */
  static double[][] strokes(int digit, int variant) {
    return VARIANTS[digit][variant];
  }

  /** Straight from point to point, with points between, so that they can be bent. */
  private static double[] line(double... points) {
    List<Double> out = new ArrayList<>(List.of(points[0], points[1]));
    for (int i = 2; i < points.length; i += 2) {
      for (int step = 1; step <= 4; step++) {
        double t = step / 4.0;
        out.add(points[i - 2] + t * (points[i] - points[i - 2]));
        out.add(points[i - 1] + t * (points[i + 1] - points[i - 1]));
      }
    }
    return out.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A part of an ellipse, in degrees from the right, clockwise on the page. */
  private static double[] arc(
      double x, double y, double width, double height, double from, double to) {
    int steps = Math.max(2, (int) Math.ceil(Math.abs(to - from) / 24));
    double[] out = new double[2 * (steps + 1)];
    for (int i = 0; i <= steps; i++) {
      double angle = StrictMath.toRadians(from + (to - from) * i / steps);
      out[2 * i] = x + width * StrictMath.cos(angle);
      out[2 * i + 1] = y + height * StrictMath.sin(angle);
    }
    return out;
  }

  private static double[] ring(double x, double y, double width, double height) {
    return ringFrom(x, y, width, height, -90);
  }

  private static double[] ringFrom(double x, double y, double width, double height, double from) {
    return arc(x, y, width, height, from, from - 360);
  }

  private static double[] join(double[]... parts) {
    List<Double> out = new ArrayList<>();
    for (double[] part : parts) {
      for (double coordinate : part) {
        out.add(coordinate);
      }
    }
    return out.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
