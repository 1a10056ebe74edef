package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;

/**
 * A value of a graph under construction: it has a shape and an element type, and numbers only when
 * the program runs. Functions of tensors are in {@link Ops}, {@link Nn} and their neighbours.
 *
 * @param builder the graph under construction
 * @param value the value
 */
public record Tensor(GraphBuilder builder, Value value) {

  /** A constant. */
  public static Tensor constant(GraphBuilder builder, TensorData data) {
    return new Tensor(builder, builder.constant(data));
  }

  /** The type. */
  public TensorType type() {
    return value.type();
  }

  /** The element type. */
  public DataType dtype() {
    return value.dtype();
  }

  /** The shape, fully known. */
  public Shape shape() {
    return value.type().shape();
  }

  /** The number of axes. */
  public int rank() {
    return value.type().rank();
  }

  /** The extent of an axis; negative axes count from the end. */
  public long dim(int axis) {
    return value.type().dim(axis);
  }

  /** The number of elements. */
  public long size() {
    return value.type().size();
  }

  /** Another value of the same graph. */
  public Tensor with(Value other) {
    return new Tensor(builder, other);
  }

  /** A constant in the same graph. */
  public Tensor constant(TensorData data) {
    return constant(builder, data);
  }

  /** A scalar constant of this element type in the same graph. */
  public Tensor scalar(double x) {
    return scalar(dtype(), x);
  }

  /** A scalar constant in the same graph. */
  public Tensor scalar(DataType dtype, double x) {
    return with(builder.scalar(dtype, x));
  }

  Primitives primitives() {
    return new Primitives(builder);
  }

  @Override
  public String toString() {
    return value + ": " + type();
  }
}
