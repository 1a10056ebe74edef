package io.trihorn.export;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A list of integers as runs that go on by a step: places that are counted, turned around, moved,
 * or mirrored at borders.
 *
 * @param runs one after the other
 */
public record Runs(List<Run> runs) {
  /** More are no pattern. */
  private static final int MOST = 8;

  /** {@code start, start + step, ...} up to a limit that is not in it. */
  public record Run(long start, long limit, long step) {}

  /** Finds the runs, if they are few. */
  static Optional<Runs> of(TensorData data) {
    if (data.type().rank() != 1 || data.dtype().isFloating()) {
      return Optional.empty();
    }
    long[] values = data.toLongArray();
    List<Run> runs = new ArrayList<>();
    int i = 0;
    while (i < values.length && runs.size() < MOST) {
      long step = i + 1 < values.length ? values[i + 1] - values[i] : 1;
      int end = i + 1;
      while (end < values.length && values[end] - values[end - 1] == step) {
        end++;
      }
      if (step == 0) {
        return Optional.empty();
      }
      runs.add(new Run(values[i], values[i] + step * (end - i), step));
      i = end;
    }
    return i < values.length || runs.isEmpty() ? Optional.empty() : Optional.of(new Runs(runs));
  }

  /** Whether another list has as many runs with the same steps. */
  boolean isLike(Runs other) {
    return steps().equals(other.steps());
  }

  private List<Long> steps() {
    return runs.stream().map(Run::step).toList();
  }

  /** Where each run begins, and where it ends. */
  long[] bounds() {
    return runs.stream().flatMapToLong(r -> LongStream.of(r.start(), r.limit())).toArray();
  }
}
