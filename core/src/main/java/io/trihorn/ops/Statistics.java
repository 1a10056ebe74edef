package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import java.util.Arrays;
import java.util.List;

/** Statistics and counts, under the names of {@code keras.ops}; no axes mean all of them. */
public final class Statistics {
  /** How a quantile between two elements is taken. */
  public enum Method {
    /** In proportion. */
    LINEAR,
    /** The smaller one. */
    LOWER,
    /** The larger one. */
    HIGHER,
    /** Their mean. */
    MIDPOINT,
    /** The nearer one; of two the one at an even place. */
    NEAREST
  }

  private Statistics() {}

  /** Variance: the mean of squared differences from the mean. */
  public static Tensor var(Tensor x, int... axes) {
    return Ops.variance(x, axes);
  }

  /** Standard deviation. */
  public static Tensor std(Tensor x, int... axes) {
    return Ops.sqrt(Ops.variance(x, axes));
  }

  /** The mean, and the variance. */
  public static List<Tensor> moments(Tensor x, int... axes) {
    return List.of(Ops.mean(x, axes), Ops.variance(x, axes));
  }

  /** The mean with weights of the same shape. */
  public static Tensor average(Tensor x, Tensor weights, int... axes) {
    Tensor sum = Ops.sum(Ops.multiply(Ops.floating(x), weights), axes);
    return Ops.divide(sum, Ops.sum(Ops.floating(weights), axes));
  }

  /** The largest less the smallest. */
  public static Tensor ptp(Tensor x, int... axes) {
    return Ops.subtract(Ops.max(x, axes), Ops.min(x, axes));
  }

  /** How many are not 0; int32. */
  public static Tensor countNonzero(Tensor x, int... axes) {
    return Ops.sum(Ops.cast(Ops.cast(x, DataType.BOOLEAN), DataType.INT32), axes);
  }

  /** The axes made one, which is the last. */
  static Tensor rows(Tensor x, int... axes) {
    int[] over = Axes.array("quantile", x.rank(), axes);
    Tensor y = Ops.floating(x);
    for (int i = 0; i < over.length; i++) {
      y = Shapes.moveaxis(y, over[i] - i, -1);
    }
    long[] dims = Arrays.copyOf(y.type().dims(), x.rank() - over.length + 1);
    dims[dims.length - 1] = -1;
    return Shapes.reshape(y, dims);
  }

  /** The element of sorted rows {@code (..., n)} at a share of counts {@code (..., 1)}. */
  static Tensor at(Tensor sorted, Tensor counts, double q, Method method) {
    if (q < 0 || q > 1) {
      throw new ShapeException("quantile: q should be between 0 and 1, but is " + q);
    }
    Tensor place = Ops.multiply(Ops.subtract(counts, 1), q);
    Tensor low = Ops.maximum(Ops.floor(place), 0);
    Tensor high = Ops.maximum(Ops.ceil(place), 0);
    Tensor lower = pick(sorted, low);
    Tensor upper = pick(sorted, high);
    Tensor value =
        switch (method) {
          case LOWER -> lower;
          case HIGHER -> upper;
          case MIDPOINT -> Ops.divide(Ops.add(lower, upper), 2);
          case NEAREST -> pick(sorted, Ops.maximum(Ops.round(place), 0));
          case LINEAR -> {
            Tensor share = Ops.subtract(place, low);
            yield Ops.add(lower, Ops.multiply(Ops.subtract(upper, lower), share));
          }
        };
    return Shapes.squeeze(value, -1);
  }

  private static Tensor pick(Tensor sorted, Tensor place) {
    long[] dims = sorted.type().dims();
    dims[dims.length - 1] = 1;
    Tensor index = Shapes.broadcastTo(Ops.cast(place, DataType.INT32), dims);
    return Shapes.takeAlongAxis(sorted, index, -1);
  }

  /** The value that a share q of the elements is not above. */
  public static Tensor quantile(Tensor x, double q, Method method, int... axes) {
    Tensor sorted = Sorting.sort(rows(x, axes), -1);
    long[] one = new long[sorted.rank()];
    Arrays.fill(one, 1);
    Tensor count = Shapes.full(sorted, sorted.dim(-1), sorted.dtype(), one);
    return at(sorted, count, q, method);
  }

  /** {@link #quantile} of percents. */
  public static Tensor percentile(Tensor x, double percent, Method method, int... axes) {
    return quantile(x, percent / 100, method, axes);
  }

  /** The middle element of the sorted, or the mean of the middle two. */
  public static Tensor median(Tensor x, int... axes) {
    return quantile(x, 0.5, Method.LINEAR, axes);
  }

  /** The correlation coefficients of the rows of {@code (variables, observations)}. */
  public static Tensor corrcoef(Tensor x) {
    Tensor f = Ops.floating(x.rank() == 1 ? Shapes.expandDims(x, 0) : x);
    Tensor away = Ops.subtract(f, Ops.meanKeep(f, 1));
    Tensor products = Nn.matmul(away, away, false, true);
    Tensor deviation = Ops.sqrt(Creation.diagonal(products, 0, 0, 1));
    Tensor scaled = Ops.divide(products, Shapes.expandDims(deviation, 1));
    Tensor made = Ops.clip(Ops.divide(scaled, deviation), -1, 1);
    return x.rank() == 1 ? Shapes.reshape(made) : made;
  }

  /**
   * The products of two vectors moved along each other, summed up.
   *
   * @param mode {@code valid}: only where they overlap wholly; {@code same}: as long as the longer;
   *     {@code full}: wherever they overlap
   */
  public static Tensor correlate(Tensor x, Tensor y, String mode) {
    Tensor a = Ops.floating(x);
    Tensor b = Ops.floating(y);
    if (a.dim(0) < b.dim(0)) {
      return Shapes.flip(correlate(b, a, mode), 0);
    }
    long m = b.dim(0);
    long low =
        switch (mode) {
          case "valid" -> 0;
          case "same" -> m / 2;
          case "full" -> m - 1;
          default -> throw new ShapeException("correlate: unknown mode '" + mode + "'");
        };
    long high = mode.equals("same") ? m - 1 - low : low;
    Tensor wide = Shapes.pad(a, new long[] {low}, new long[] {high}, 0);
    return Joining.ravel(
        Windows.conv(
            Shapes.reshape(wide, 1, -1, 1),
            Shapes.reshape(b, -1, 1, 1),
            List.of(1),
            Windows.Padding.VALID,
            List.of(1),
            1,
            Layout.CHANNELS_LAST));
  }

  /**
   * How often each number below a length occurs along the last axis, or the sum of the weights
   * beside it; others do not count.
   *
   * @param weights of the shape of x, or null
   */
  public static Tensor bincount(Tensor x, Tensor weights, long length) {
    DataType dtype = weights == null ? DataType.INT32 : weights.dtype();
    Tensor hot = Shapes.oneHot(x, length, dtype);
    Tensor counted = weights == null ? hot : Ops.multiply(hot, Shapes.expandDims(weights, -1));
    return Ops.sum(counted, -2);
  }

  /**
   * Counts (int32) in bins of one width between two bounds, the last of which belongs to the last
   * bin, and the boundaries of the bins.
   */
  public static List<Tensor> histogram(Tensor x, int bins, double low, double high) {
    Tensor f = Joining.ravel(Ops.floating(x));
    Tensor edges = Creation.linspace(f, low, high, bins + 1, true, f.dtype());
    return List.of(counts(f, edges, bins), edges);
  }

  /** {@link #histogram(Tensor, int, double, double)} between the smallest and the largest. */
  public static List<Tensor> histogram(Tensor x, int bins) {
    Tensor f = Joining.ravel(Ops.floating(x));
    Tensor low = Ops.min(f);
    Tensor high = Ops.max(f);
    Tensor same = Ops.equal(low, high);
    Tensor first = Ops.where(same, Ops.subtract(low, 0.5), low);
    Tensor width = Ops.where(same, 1, Ops.subtract(high, low));
    Tensor parts = Creation.linspace(f, 0, 1, bins + 1, true, f.dtype());
    Tensor edges = Ops.add(Ops.multiply(parts, width), first);
    return List.of(counts(f, edges, bins), edges);
  }

  private static Tensor counts(Tensor x, Tensor edges, int bins) {
    Tensor bin = Ops.subtract(Sorting.searchsorted(edges, x, true), 1);
    Tensor last = Ops.equal(x, Shapes.index(edges, 0, -1));
    return bincount(Ops.where(last, bins - 1, bin), null, bins);
  }

  /** Differences of neighbours along an axis, n times over. */
  public static Tensor diff(Tensor x, int n, int axis) {
    Tensor y = x.dtype() == DataType.BOOLEAN ? Ops.cast(x, DataType.INT32) : x;
    for (int i = 0; i < n; i++) {
      long extent = y.dim(axis);
      y = Ops.subtract(Shapes.slice(y, axis, 1, extent), Shapes.slice(y, axis, 0, extent - 1));
    }
    return y;
  }

  /** The integral by the trapezoidal rule along an axis, with points at one distance. */
  public static Tensor trapezoid(Tensor y, double dx, int axis) {
    Tensor f = Ops.floating(y);
    long n = f.dim(axis);
    Tensor pairs = Ops.add(Shapes.slice(f, axis, 1, n), Shapes.slice(f, axis, 0, n - 1));
    return Ops.multiply(Ops.sum(pairs, axis), dx / 2);
  }

  /** The integral by the trapezoidal rule along an axis, with points at x (of the shape of y). */
  public static Tensor trapezoid(Tensor y, Tensor x, int axis) {
    Tensor f = Ops.floating(y);
    long n = f.dim(axis);
    Tensor pairs = Ops.add(Shapes.slice(f, axis, 1, n), Shapes.slice(f, axis, 0, n - 1));
    Tensor widths = diff(x, 1, x.rank() == 1 ? 0 : axis);
    Tensor along =
        x.rank() == 1
            ? Nn.alongAxis(widths, Axes.normalize("trapezoid", axis, f.rank()), f.rank())
            : widths;
    return Ops.divide(Ops.sum(Ops.multiply(pairs, along), axis), 2);
  }

  /** Cumulative product along an axis. */
  public static Tensor cumprod(Tensor x, int axis) {
    Tensor y = x.dtype() == DataType.BOOLEAN ? Ops.cast(x, DataType.INT32) : x;
    return Core.associativeScan(Ops::multiply, y, false, axis);
  }
}
