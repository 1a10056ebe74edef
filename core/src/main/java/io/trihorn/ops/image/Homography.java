package io.trihorn.ops.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Projective maps between quadrangles, in closed form: by way of the unit square (Heckbert,
 * "Fundamentals of texture mapping and image warping", 1989).
 */
final class Homography {
  private Homography() {}

  /** The transforms {@code (batch, 8)} that take end points to start points. */
  static Tensor transforms(Tensor startPoints, Tensor endPoints) {
    List<Tensor> start = fromSquare(startPoints);
    List<Tensor> end = adjugate(fromSquare(endPoints));
    List<Tensor> product = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        Tensor sum = Ops.multiply(start.get(3 * row), end.get(column));
        sum = Ops.add(sum, Ops.multiply(start.get(3 * row + 1), end.get(3 + column)));
        product.add(Ops.add(sum, Ops.multiply(start.get(3 * row + 2), end.get(6 + column))));
      }
    }
    List<Tensor> scaled =
        product.subList(0, 8).stream().map(t -> Ops.divide(t, product.get(8))).toList();
    return Shapes.stack(scaled, 1);
  }

  /** The matrix, row by row, that takes the unit square's corners to points; each (batch). */
  private static List<Tensor> fromSquare(Tensor points) {
    Tensor batch = points.rank() == 2 ? Shapes.expandDims(points, 0) : points;
    Tensor p = Ops.floating(batch);
    List<Tensor> x = coordinates(p, 0);
    List<Tensor> y = coordinates(p, 1);
    Tensor sx = Ops.subtract(Ops.add(x.get(0), x.get(2)), Ops.add(x.get(1), x.get(3)));
    Tensor sy = Ops.subtract(Ops.add(y.get(0), y.get(2)), Ops.add(y.get(1), y.get(3)));
    Tensor dx1 = Ops.subtract(x.get(1), x.get(2));
    Tensor dx2 = Ops.subtract(x.get(3), x.get(2));
    Tensor dy1 = Ops.subtract(y.get(1), y.get(2));
    Tensor dy2 = Ops.subtract(y.get(3), y.get(2));
    Tensor area = cross(dx1, dy2, dx2, dy1);
    Tensor g = Ops.divide(cross(sx, dy2, dx2, sy), area);
    Tensor h = Ops.divide(cross(dx1, sy, sx, dy1), area);
    return List.of(
        edge(x.get(1), x.get(0), g),
        edge(x.get(3), x.get(0), h),
        x.get(0),
        edge(y.get(1), y.get(0), g),
        edge(y.get(3), y.get(0), h),
        y.get(0),
        g,
        h,
        Shapes.onesLike(g));
  }

  private static List<Tensor> coordinates(Tensor points, int which) {
    Tensor line = Shapes.index(points, 2, which);
    return List.of(0, 1, 2, 3).stream().map(i -> Shapes.index(line, 1, i)).toList();
  }

  private static Tensor edge(Tensor to, Tensor from, Tensor factor) {
    return Ops.add(Ops.subtract(to, from), Ops.multiply(factor, to));
  }

  /** {@code a b - c d}. */
  private static Tensor cross(Tensor a, Tensor b, Tensor c, Tensor d) {
    return Ops.subtract(Ops.multiply(a, b), Ops.multiply(c, d));
  }

  /** The inverse but for a factor. */
  private static List<Tensor> adjugate(List<Tensor> m) {
    List<Tensor> result = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int r1 = (column + 1) % 3;
        int r2 = (column + 2) % 3;
        int c1 = (row + 1) % 3;
        int c2 = (row + 2) % 3;
        result.add(
            cross(m.get(3 * r1 + c1), m.get(3 * r2 + c2), m.get(3 * r1 + c2), m.get(3 * r2 + c1)));
      }
    }
    return result;
  }
}
