package io.trihorn.export;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A constant of integers that goes on with each step of an open extent as it began, a step further:
 * positions in an array of which each element of a batch has a part.
 *
 * @param unit the rows of the first element
 * @param step what is added for each further one
 */
public record Progression(TensorData unit, long step) {
  /**
   * Finds the beginning of which values are continuations.
   *
   * @param counts the open extent in each trace, 2 or more
   * @param seen the value in each
   */
  static Optional<Progression> fit(List<Long> counts, List<TensorData> seen) {
    TensorData first = seen.get(0);
    if (first.dtype().isFloating() || first.dtype().isBoolean() || first.type().rank() == 0) {
      return Optional.empty();
    }
    long[] piece = first.type().dims();
    piece[0] /= counts.get(0);
    for (int i = 0; i < seen.size(); i++) {
      long[] dims = piece.clone();
      dims[0] *= counts.get(i);
      if (dims[0] == 0 || !Arrays.equals(dims, seen.get(i).type().dims())) {
        return Optional.empty();
      }
    }
    TensorData unit = TensorData.zeros(TensorType.of(first.dtype(), piece));
    LongStream.range(0, unit.size()).forEach(i -> unit.setLong(i, first.getLong(i)));
    long step = first.getLong(unit.size()) - first.getLong(0);
    Progression found = new Progression(unit, step);
    return seen.stream().allMatch(found::gives) ? Optional.of(found) : Optional.empty();
  }

  private boolean gives(TensorData data) {
    long part = unit.size();
    return LongStream.range(0, data.size())
        .allMatch(i -> data.getLong(i) == unit.getLong(i % part) + i / part * step);
  }

  /** The shape for all extents, -1 for the leading extent. */
  public long[] openDims() {
    long[] dims = unit.type().dims();
    dims[0] = -1;
    return dims;
  }
}
