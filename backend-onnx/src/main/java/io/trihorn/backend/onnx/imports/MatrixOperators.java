package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Determinants, grids of affine maps, and images put together from columns. */
final class MatrixOperators {
  /** Determinants are expanded, which takes as many products as the factorial of the extent. */
  private static final int LARGEST = 6;

  private MatrixOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Det", 11, MatrixOperators::determinant);
    table.one("AffineGrid", 20, MatrixOperators::affineGrid);
    table.one("Col2Im", 18, MatrixOperators::fromColumns);
  }

  private static Tensor determinant(OpCall call) {
    Tensor x = call.in(0);
    if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
      throw call.wrong("needs square matrices, but got " + x.type());
    }
    if (x.dim(-1) < 1 || x.dim(-1) > LARGEST) {
      throw call.unsupported("a matrix of extent " + x.dim(-1));
    }
    return minor(x, 0, IntStream.range(0, (int) x.dim(-1)).toArray());
  }

  /** The determinant of the rows from one on, in some of the columns. */
  private static Tensor minor(Tensor x, int row, int[] columns) {
    Tensor sum = null;
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      Tensor element = Shapes.index(Shapes.index(x, -1, column), -1, row);
      if (columns.length == 1) {
        return element;
      }
      int[] others = Arrays.stream(columns).filter(c -> c != column).toArray();
      Tensor term = Ops.multiply(element, minor(x, row + 1, others));
      sum = sum == null ? term : i % 2 == 0 ? Ops.add(sum, term) : Ops.subtract(sum, term);
    }
    return sum;
  }

  /**
   * From maps {@code (n, axes, axes + 1)}, positions {@code (n, outputs..., axes)}, last axis
   * first.
   */
  private static Tensor affineGrid(OpCall call) {
    Tensor theta = call.in(0);
    long[] size = call.longs(1);
    boolean align = call.flag("align_corners", false);
    long[] outputs = Values.part(size, 2, size.length);
    int points = Math.toIntExact(Values.product(outputs));
    int axes = outputs.length;
    TensorData base = TensorData.zeros(TensorType.of(theta.dtype(), points, axes + 1));
    for (int p = 0; p < points; p++) {
      int rest = p;
      for (int axis = axes - 1; axis >= 0; axis--) {
        long n = outputs[axis];
        long i = rest % n;
        rest /= (int) n;
        double at = align ? (n == 1 ? 0 : 2.0 * i / (n - 1) - 1) : (2.0 * i + 1) / n - 1;
        base.setDouble((long) p * (axes + 1) + axes - 1 - axis, at);
      }
      base.setDouble((long) p * (axes + 1) + axes, 1);
    }
    Tensor wide = Shapes.broadcastTo(call.constant(base), theta.dim(0), points, axes + 1);
    return Shapes.reshape(
        Nn.matmul(wide, theta, false, true),
        Values.join(new long[] {theta.dim(0)}, outputs, new long[] {axes}));
  }

  /** The sum of blocks {@code (n, channels * block, positions)} at their places in an image. */
  private static Tensor fromColumns(OpCall call) {
    Tensor x = call.in(0);
    long[] image = call.longs(1);
    long[] block = call.longs(2);
    int n = image.length;
    long[] strides = call.integers("strides", n, 1);
    long[] dilations = call.integers("dilations", n, 1);
    long[] pads = call.integers("pads", 2 * n, 0);
    long taps = Values.product(block);
    long channels = x.dim(1) / taps;
    long[] padded = new long[n];
    int[] steps = new int[n];
    int[] window = new int[n];
    for (int i = 0; i < n; i++) {
      padded[i] = image[i] + pads[i] + pads[n + i];
      steps[i] = (int) ((padded[i] - (block[i] - 1) * dilations[i] - 1) / strides[i] + 1);
      window[i] = Math.toIntExact(block[i]);
    }
    long[] places = new long[Math.toIntExact(taps * x.dim(2))];
    int next = 0;
    int[] tap = new int[n];
    do {
      int[] step = new int[n];
      do {
        long place = 0;
        for (int i = 0; i < n; i++) {
          place = place * padded[i] + step[i] * strides[i] + tap[i] * dilations[i];
        }
        places[next++] = place;
      } while (Taps.next(step, steps));
    } while (Taps.next(tap, window));
    Tensor columns = Shapes.reshape(x, x.dim(0) * channels, places.length);
    Tensor zeros = Shapes.full(x, 0, x.dtype(), Values.product(padded), x.dim(0) * channels);
    Tensor filled =
        Shapes.scatterAdd(zeros, call.constant(Values.longs(places)), Shapes.transpose(columns));
    Tensor images =
        Shapes.reshape(
            Shapes.transpose(filled), Values.join(new long[] {x.dim(0), channels}, padded));
    long[] none = new long[2];
    return PadOperators.cut(
        images,
        Values.join(none, Values.part(pads, 0, n)),
        Values.join(none, Values.part(pads, n, 2 * n)));
  }
}
