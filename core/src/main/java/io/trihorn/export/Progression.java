package io.trihorn.export;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A constant of integers that goes on with each element of the batch as it began, a step further:
 * positions in an array of which each element of the batch has a part.
 *
 * @param unit the rows of the first element of the batch
 * @param step what is added for each further one
 */
public record Progression(TensorData unit, long step) {
  /** Finds the beginning of which the values seen at some batch sizes are continuations. */
  public static Optional<Progression> fit(List<Long> batches, List<TensorData> seen) {
    TensorData first = seen.get(0);
    if (first.dtype().isFloating() || first.dtype().isBoolean() || first.type().rank() == 0) {
      return Optional.empty();
    }
    Optional<Affine> dims = Affine.fit(batches, seen.stream().map(d -> d.type().dims()).toList());
    boolean rows =
        dims.isPresent()
            && dims.get().isMultiple(0)
            && LongStream.of(dims.get().factors()).filter(f -> f != 0).count() == 1;
    if (!rows) {
      return Optional.empty();
    }
    long[] piece = first.type().dims();
    piece[0] = dims.get().factors()[0];
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

  /** The shape for all batch sizes, -1 for the leading extent. */
  public long[] openDims() {
    long[] dims = unit.type().dims();
    dims[0] = -1;
    return dims;
  }
}
