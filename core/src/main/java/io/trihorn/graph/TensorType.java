package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The static type of a tensor: element type and fully known shape.
 *
 * @param dtype the element type
 * @param shape the shape, every dimension known (zero is a legal extent)
 */
public record TensorType(DataType dtype, Shape shape) {
  /** Checks that the shape is fully known. */
  public TensorType {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
    for (long d : shape.getShape()) {
      if (d < 0) {
        throw new ShapeException("a graph has static shapes, but got " + shape);
      }
    }
  }

  /** The type with this element type and these extents. */
  public static TensorType of(DataType dtype, long... dims) {
    return new TensorType(dtype, new Shape(dims));
  }

  /** The number of dimensions. */
  public int rank() {
    return shape.dimension();
  }

  /** The extent of one axis; negative axes count from the end. */
  public long dim(int axis) {
    return shape.get(axis < 0 ? axis + rank() : axis);
  }

  /** A copy of the extents. */
  public long[] dims() {
    return shape.getShape().clone();
  }

  /** The number of elements; 1 for a scalar. */
  public long size() {
    long n = 1;
    for (long d : shape.getShape()) {
      n *= d;
    }
    return n;
  }

  /** The size in bytes of a dense array of this type. */
  public long bytes() {
    return size() * dtype.getNumOfBytes();
  }

  /** The same shape with another element type. */
  public TensorType withDtype(DataType other) {
    return new TensorType(other, shape);
  }

  /** The same element type with another shape. */
  public TensorType withShape(long... dims) {
    return of(dtype, dims);
  }

  // A step of a loop over arrays compares many: a record's own methods are chains of method
  // handles.
  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof TensorType type && type.dtype == dtype && type.shape.equals(shape);
  }

  @Override
  public int hashCode() {
    return 31 * dtype.ordinal() + shape.hashCode();
  }

  @Override
  public String toString() {
    return dtype.name().toLowerCase(Locale.ROOT)
        + Arrays.stream(shape.getShape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(",", "[", "]"));
  }
}
