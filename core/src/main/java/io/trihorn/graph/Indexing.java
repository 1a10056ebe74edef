package io.trihorn.graph;

/** Ops that address elements by computed positions. */
public sealed interface Indexing extends Op {

  /**
   * {@code (data, indices) -> result}: slices of {@code data} along an axis, picked by int32 or
   * int64 indices of any shape; the axis is replaced by the axes of the indices. Indices below 0
   * count as 0, those past the end as the last, so that no index reads outside.
   *
   * @param axis the axis of the data, not empty
   */
  record Gather(int axis) implements Indexing {}

  /**
   * {@code (operand, indices, updates) -> result}: a copy of {@code operand (n, ...)} with row
   * {@code updates[i]} added to row {@code indices[i]}; {@code indices} is {@code (k)}, int32 or
   * int64, clamped as in {@link Gather}, and may repeat; {@code updates} is {@code (k, ...)}.
   */
  record ScatterAdd() implements Indexing {}

  /**
   * {@code x -> (values, indices)}: the {@code k} largest elements along the last axis in falling
   * order, and their int32 positions; of equals the lower position comes first. Undefined with NaN.
   * Sorting is {@code k} equal to the axis's extent.
   *
   * @param k how many, from 1 to the extent of the last axis
   */
  record TopK(int k) implements Indexing {}
}
