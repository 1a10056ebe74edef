package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of images {@code (images, channels, spatial...)} at computed positions between their
 * elements.
 */
final class Sampler {
  /** How values between elements are found. */
  enum Mode {
    /** The nearest element, of two the even one. */
    NEAREST,
    /** From two elements on each axis. */
    LINEAR,
    /** From four elements on each axis, by Keys's kernel with a = -0.75. */
    CUBIC
  }

  /** What stands outside of an image. */
  enum Border {
    /** Zeros. */
    ZEROS,
    /** The nearest element. */
    EDGE,
    /** The image mirrored at the centers of its outer elements. */
    REFLECT,
    /** The image mirrored at the edges of its outer elements. */
    SYMMETRIC
  }

  /** An element beside a position along one axis: its index, as a float, and its weight. */
  private record Tap(Tensor index, Tensor weight) {}

  private final Tensor rows;
  private final long[] spatial;
  private final Mode mode;
  private final Border border;

  Sampler(Tensor images, Mode mode, Border border) {
    this.spatial = Values.part(images.type().dims(), 2, images.rank());
    Tensor last = Shapes.moveaxis(images, 1, -1);
    this.rows = Shapes.reshape(last, images.dim(0) * Values.product(spatial), images.dim(1));
    this.mode = mode;
    this.border = border;
  }

  /**
   * The values, {@code (n, points, channels)}.
   *
   * @param image which image each of the {@code (n, 1)} rows of points is in, int64
   * @param positions for each spatial axis {@code (n, points)}
   */
  Tensor at(Tensor image, List<Tensor> positions) {
    Tensor sum = null;
    for (Tensor part : parts(image, positions)) {
      sum = sum == null ? part : Ops.add(sum, part);
    }
    return sum;
  }

  /** What each element around contributes, which {@link #at} adds. */
  List<Tensor> parts(Tensor image, List<Tensor> positions) {
    List<List<Tap>> taps = positions.stream().map(this::taps).toList();
    int[] extents = taps.stream().mapToInt(List::size).toArray();
    int[] chosen = new int[extents.length];
    List<Tensor> parts = new ArrayList<>();
    do {
      parts.add(part(image, taps, chosen));
    } while (Taps.next(chosen, extents));
    return parts;
  }

  private Tensor part(Tensor image, List<List<Tap>> taps, int[] chosen) {
    Tensor place = image;
    Tensor weight = null;
    for (int axis = 0; axis < chosen.length; axis++) {
      Tap tap = taps.get(axis).get(chosen[axis]);
      long n = spatial[axis];
      Tensor index = mapped(tap.index(), n);
      Tensor factor = tap.weight();
      if (border == Border.ZEROS) {
        Tensor inside =
            Ops.logicalAnd(Ops.greaterEqual(tap.index(), 0), Ops.lessEqual(tap.index(), n - 1));
        factor = Ops.where(inside, factor, 0);
      }
      place = Ops.add(Ops.multiply(place, n), Ops.cast(index, DataType.INT64));
      weight = weight == null ? factor : Ops.multiply(weight, factor);
    }
    long points = weight.size();
    Tensor taken = Shapes.take(rows, Shapes.reshape(place, points), 0);
    Tensor wide = Shapes.reshape(taken, weight.dim(0), weight.dim(1), rows.dim(1));
    return Ops.multiply(wide, Shapes.expandDims(Ops.cast(weight, rows.dtype()), -1));
  }

  private Tensor mapped(Tensor index, long n) {
    return switch (border) {
      case ZEROS, EDGE -> Ops.clip(index, 0, n - 1);
      case REFLECT -> {
        Tensor r = modulo(index, Math.max(2 * (n - 1), 1));
        yield Ops.minimum(r, Ops.subtract(2.0 * (n - 1), r));
      }
      case SYMMETRIC -> {
        Tensor r = modulo(index, 2 * n);
        yield Ops.minimum(r, Ops.subtract(2.0 * n - 1, r));
      }
    };
  }

  private static Tensor modulo(Tensor x, double period) {
    return Ops.subtract(x, Ops.multiply(Ops.floor(Ops.divide(x, period)), period));
  }

  private List<Tap> taps(Tensor position) {
    if (mode == Mode.NEAREST) {
      Tensor nearest = Ops.round(position);
      return List.of(new Tap(nearest, Shapes.onesLike(nearest)));
    }
    Tensor low = Ops.stopGradient(Ops.floor(position));
    Tensor part = Ops.subtract(position, low);
    if (mode == Mode.LINEAR) {
      return List.of(new Tap(low, Ops.subtract(1, part)), new Tap(Ops.add(low, 1), part));
    }
    List<Tap> taps = new ArrayList<>();
    for (int i = -1; i <= 2; i++) {
      taps.add(new Tap(Ops.add(low, i), cubic(part, i)));
    }
    return taps;
  }

  /** Keys's kernel at the distance of an element to the position between elements 0 and 1. */
  private static Tensor cubic(Tensor part, int element) {
    double a = -0.75;
    Tensor x = element <= 0 ? Ops.add(part, -element) : Ops.subtract(element, part);
    if (element == 0 || element == 1) {
      Tensor inner = Ops.subtract(Ops.multiply(x, a + 2), a + 3);
      return Ops.add(Ops.multiply(Ops.multiply(inner, x), x), 1);
    }
    Tensor inner = Ops.add(Ops.multiply(Ops.subtract(Ops.multiply(x, a), 5 * a), x), 8 * a);
    return Ops.subtract(Ops.multiply(inner, x), 4 * a);
  }
}
