package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.List;

/**
 * What an engine's graph needs to have so that an {@link ExtentWriter} can compute constants from
 * extents in it. Extents are lists of one int64 number.
 *
 * @param <V> a value in the engine's graph
 */
public interface ExtentMath<V> {
  /** An extent, read off the tensor that has it. */
  V extent(Extents.Source source);

  /** A constant. */
  V constant(TensorData data);

  /** Two operands of one element type, broadcast. */
  V add(V a, V b);

  /** Two operands of one element type, broadcast. */
  V multiply(V a, V b);

  /** Two operands of a floating type, broadcast. */
  V divide(V a, V b);

  /** The smaller ones of two operands of one element type, broadcast. */
  V least(V a, V b);

  /** The larger ones of two operands of one element type, broadcast. */
  V most(V a, V b);

  /** The largest integers that are not greater, in the same floating type. */
  V floor(V x);

  /** Sines, in the same floating type. */
  V sin(V x);

  /** The sums of a matrix's columns, as a matrix of one row. */
  V columnSums(V matrix);

  /** Whether an int64 number is not greater than another one, broadcast. */
  V atMost(V a, V b);

  /** In float32, one number where a condition holds and another one where it does not. */
  V choose(V condition, double yes, double no);

  /** Lists end to end. */
  V concat(List<V> lists);

  /** The int64 numbers from one up to another, which is not among them, by a step. */
  V range(V first, V limit, long step);

  /** The same elements in another shape, of which one extent may be -1. */
  V reshape(V x, long... dims);

  /** A piece repeated as often as a list of int64 numbers says. */
  V tile(V unit, DataType dtype, V times);

  /** Conversion to an element type. */
  V cast(V x, DataType dtype);

  /**
   * What resizing does along an axis, in any element type: a matrix {@code (from, to)} of weights,
   * or a list of {@code to} positions.
   *
   * @param from the extent before
   * @param to the extent behind
   */
  default V resized(Resized kind, V from, V to) {
    return ResizeMath.resized(this, kind, from, to);
  }
}
