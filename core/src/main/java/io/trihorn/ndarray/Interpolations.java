package io.trihorn.ndarray;

import static io.trihorn.ops.image.Resize.Method.BICUBIC;
import static io.trihorn.ops.image.Resize.Method.BILINEAR;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;
import java.util.Arrays;
import java.util.List;

/**
 * {@code (batch, channels, spatial...)} with other extents of the spatial axes, as PyTorch's {@code
 * interpolate} has them: each is found by weights of the old places on one axis after another.
 */
enum Interpolations {
  NEAREST {
    @Override
    void weigh(TensorData weights, long i, long from, long to) {
      add(weights, Math.min(from - 1, i * from / to), i, from, to, 1);
    }
  },
  LINEAR {
    @Override
    void weigh(TensorData weights, long i, long from, long to) {
      double place = place(i, from, to);
      long low = Math.min(from - 1, (long) place);
      add(weights, low, i, from, to, 1 - (place - low));
      add(weights, low + 1, i, from, to, place - low);
    }
  },
  AREA {
    @Override
    void weigh(TensorData weights, long i, long from, long to) {
      long start = i * from / to;
      long end = ((i + 1) * from + to - 1) / to;
      for (long place = start; place < end; place++) {
        add(weights, place, i, from, to, 1.0 / (end - start));
      }
    }
  },
  /** Keys's kernel with a = -0.75. */
  CUBIC {
    @Override
    void weigh(TensorData weights, long i, long from, long to) {
      double place = place(i, from, to);
      long low = (long) Math.floor(place);
      for (long p = low - 1; p <= low + 2; p++) {
        add(weights, p, i, from, to, kernel(Math.abs(place - p)));
      }
    }

    private double kernel(double x) {
      double a = -0.75;
      return x <= 1
          ? ((a + 2) * x - (a + 3)) * x * x + 1
          : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    }
  };

  /** DJL's numbers of them. */
  static Interpolations of(int mode) {
    if (mode < 0 || mode >= values().length) {
      throw new IllegalArgumentException(
          "interpolation: expected a mode of " + Arrays.toString(values()) + ", but got " + mode);
    }
    return values()[mode];
  }

  /**
   * How much places count for the i-th of the new ones; of the smooth ones where the outermost
   * elements keep their places, else they are Keras's, which count all places when they get fewer.
   */
  abstract void weigh(TensorData weights, long i, long from, long to);

  /** The old place of a new one, where the outermost elements keep theirs. */
  private static double place(long i, long from, long to) {
    return to == 1 ? 0 : i * (from - 1.0) / (to - 1);
  }

  /** Places outside are those at the edge. */
  private static void add(
      TensorData weights, long place, long i, long from, long to, double weight) {
    long at = Math.max(0, Math.min(from - 1, place)) * to + i;
    weights.setDouble(at, weights.getDouble(at) + weight);
  }

  Operation operation(long[] sizes, boolean corners) {
    return new Operation(
        "interpolation", in -> List.of(applied(in.get(0), sizes, corners)), this, sizes, corners);
  }

  private Tensor applied(Tensor x, long[] sizes, boolean corners) {
    boolean plane = this != LINEAR && this != CUBIC || sizes.length == 2;
    if (x.rank() != sizes.length + 2 || !plane || Arrays.stream(sizes).anyMatch(s -> s < 1)) {
      throw new ShapeException(
          "interpolation: expected (batch, channels) and an extent for each other axis, two of them"
              + " unless it is by the nearest or the area, but got "
              + x.type()
              + " and "
              + Arrays.toString(sizes));
    }
    Tensor now = x;
    for (int i = 0; i < sizes.length; i++) {
      now = along(now, 2 + i, sizes[i], corners);
    }
    return now;
  }

  private TensorData weights(long from, long to) {
    TensorData weights = TensorData.zeros(TensorType.of(DataType.FLOAT64, from, to));
    for (long i = 0; i < to; i++) {
      weigh(weights, i, from, to);
    }
    return weights;
  }

  private Tensor along(Tensor x, int axis, long to, boolean corners) {
    long from = x.dim(axis);
    boolean smooth = !corners && (this == LINEAR || this == CUBIC);
    TensorData weights =
        smooth
            ? Resize.weights(from, to, this == LINEAR ? BILINEAR : BICUBIC, true)
            : weights(from, to);
    Tensor factors = Ops.cast(x.constant(weights), x.dtype());
    Tensor made = Nn.matmul(Shapes.moveaxis(x, axis, -1), factors);
    return Shapes.moveaxis(made, -1, axis);
  }
}
