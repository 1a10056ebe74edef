package io.trihorn.ops.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Values of arrays between their elements, as {@code keras.ops.image.map_coordinates}. */
public final class ImageSampling {
  private ImageSampling() {}

  /** How a value between elements is found. */
  public enum Interpolation {
    /** The nearest element; from halves away from zero. */
    NEAREST,
    /** Linear between two elements along each axis. */
    BILINEAR;

    /**
     * The interpolation of Keras's name.
     *
     * @throws ShapeException if it is unknown
     */
    public static Interpolation parse(String name) {
      return named(Interpolation.class, "interpolation", name);
    }

    /** Keras's name. */
    public String keras() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What stands outside an array of elements {@code a b c d}. */
  public enum FillMode {
    /** One value: {@code k k k | a b c d | k k k}. */
    CONSTANT,
    /** The nearest element: {@code a a a | a b c d | d d d}. */
    NEAREST,
    /** The array again: {@code b c d | a b c d | a b c}. */
    WRAP,
    /** Mirrored at the outermost element: {@code d c b | a b c d | c b a}. */
    MIRROR,
    /** Mirrored at the edge: {@code c b a | a b c d | d c b}. */
    REFLECT;

    /**
     * The mode of Keras's name.
     *
     * @throws ShapeException if it is unknown
     */
    public static FillMode parse(String name) {
      return named(FillMode.class, "fill_mode", name);
    }

    /** Keras's name. */
    public String keras() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The whole-numbered position inside an axis that stands for one outside. */
    private Tensor inside(Tensor index, long extent) {
      return switch (this) {
        case CONSTANT, NEAREST -> index;
        case WRAP -> modulo(index, extent);
        case MIRROR -> mirrored(index, extent);
        case REFLECT -> {
          Tensor odd = Ops.add(Ops.multiply(index, 2), 1);
          yield Ops.multiply(Ops.subtract(mirrored(odd, 2 * extent + 1), 1), 0.5);
        }
      };
    }

    private static Tensor mirrored(Tensor index, long extent) {
      double half = extent - 1.0;
      return extent == 1
          ? Shapes.zerosLike(index)
          : Ops.abs(Ops.subtract(modulo(Ops.add(index, half), 2 * half), half));
    }

    private static Tensor modulo(Tensor x, double n) {
      return Ops.subtract(x, Ops.multiply(Ops.floor(Ops.divide(x, n)), n));
    }
  }

  private static <E extends Enum<E>> E named(Class<E> type, String what, String name) {
    List<E> known = Arrays.asList(type.getEnumConstants());
    return known.stream()
        .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ShapeException(
                    "unknown "
                        + what
                        + " '"
                        + name
                        + "'; known are "
                        + known.toString().toLowerCase(Locale.ROOT)));
  }

  /**
   * Where and how values are taken.
   *
   * @param interpolation between elements
   * @param fillMode outside the array
   * @param fillValue the value outside, for {@link FillMode#CONSTANT}
   */
  public record Rule(Interpolation interpolation, FillMode fillMode, double fillValue) {}

  /**
   * The values of an array at any positions.
   *
   * @param inputs an array of rank n
   * @param coordinates {@code (n, ...)}: the position along each axis, in elements
   * @return {@code (...)}, of the inputs' element type
   */
  public static Tensor mapCoordinates(Tensor inputs, Tensor coordinates, Rule rule) {
    if (coordinates.rank() < 2 || coordinates.dim(0) != inputs.rank()) {
      throw new ShapeException(
          "mapCoordinates: coordinates of an array of rank "
              + inputs.rank()
              + " should be ("
              + inputs.rank()
              + ", ...), but are "
              + coordinates.type());
    }
    List<Tensor> positions =
        IntStream.range(0, inputs.rank())
            .mapToObj(axis -> Shapes.index(coordinates, 0, axis))
            .toList();
    Tensor rows = Shapes.reshape(inputs, inputs.size(), 1);
    return Shapes.squeeze(sample(rows, inputs.type().dims(), null, positions, rule), -1);
  }

  /**
   * Rows of channels taken at positions between those of arrays.
   *
   * @param rows {@code (arrays * elements, channels)}
   * @param extents of each array
   * @param first where the array of each position begins in the rows, or null where there is one
   * @param positions along each axis, of one shape
   * @return the positions' shape with the channels behind
   */
  static Tensor sample(
      Tensor rows, long[] extents, Tensor first, List<Tensor> positions, Rule rule) {
    Tensor source = Ops.floating(rows);
    boolean linear = rule.interpolation() == Interpolation.BILINEAR;
    Tensor sum = null;
    for (int corner = 0; corner < (linear ? 1 << extents.length : 1); corner++) {
      Tensor index = null;
      Tensor weight = null;
      Tensor valid = null;
      for (int axis = 0; axis < extents.length; axis++) {
        Tensor position = positions.get(axis);
        Tensor whole = linear ? Ops.floor(position) : rounded(position);
        if (linear) {
          Tensor part = Ops.subtract(position, whole);
          boolean upper = (corner >> axis & 1) == 1;
          Tensor share = upper ? part : Ops.subtract(1, part);
          weight = weight == null ? share : Ops.multiply(weight, share);
          whole = upper ? Ops.add(whole, 1) : whole;
        }
        if (rule.fillMode() == FillMode.CONSTANT) {
          Tensor here =
              Ops.logicalAnd(Ops.greaterEqual(whole, 0), Ops.lessEqual(whole, extents[axis] - 1.0));
          valid = valid == null ? here : Ops.logicalAnd(valid, here);
        }
        Tensor inside = Ops.cast(rule.fillMode().inside(whole, extents[axis]), DataType.INT32);
        inside = Ops.clip(inside, 0, extents[axis] - 1.0);
        index = index == null ? inside : Ops.add(Ops.multiply(index, extents[axis]), inside);
      }
      Tensor value =
          Shapes.take(source, Ops.stopGradient(first == null ? index : Ops.add(index, first)), 0);
      if (valid != null) {
        value = Ops.where(Shapes.expandDims(valid, -1), value, rule.fillValue());
      }
      if (linear) {
        value = Ops.multiply(value, Ops.cast(Shapes.expandDims(weight, -1), value.dtype()));
      }
      sum = sum == null ? value : Ops.add(sum, value);
    }
    return ImageColors.back(sum, rows.dtype());
  }

  private static Tensor rounded(Tensor x) {
    return Ops.multiply(Ops.sign(x), Ops.floor(Ops.add(Ops.abs(x), 0.5)));
  }

  /** {@code 0, 1, ...} along one axis of a shape. */
  static Tensor grid(Tensor like, int axis, long... dims) {
    long[] line = LongStream.generate(() -> 1).limit(dims.length).toArray();
    line[axis] = dims[axis];
    DataType dtype = like.dtype() == DataType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
    return Shapes.reshape(Shapes.arange(like, dims[axis], dtype), line);
  }
}
