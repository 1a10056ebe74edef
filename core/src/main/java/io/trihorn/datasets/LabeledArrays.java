package io.trihorn.datasets;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.random.MersenneTwister;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows and what belongs to them.
 *
 * @param x the rows; the first axis counts them
 * @param y what belongs to each
 */
public record LabeledArrays(TensorData x, TensorData y) {
  /** Checks that there are as many of one as of the other. */
  public LabeledArrays {
    if (x.type().dim(0) != y.type().dim(0)) {
      throw new IllegalArgumentException(
          "expected as many targets as rows, but got " + y.type() + " for " + x.type());
    }
  }

  /** Both as a dataset. */
  public Dataset dataset() {
    return Dataset.of(x, y);
  }

  int rows() {
    return Math.toIntExact(x.type().dim(0));
  }

  LabeledArrays part(int from, int to) {
    return new LabeledArrays(x.rows(from, to - from), y.rows(from, to - from));
  }

  /** In the order of {@code numpy.random.RandomState(seed).shuffle}. */
  LabeledArrays shuffled(long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows()).boxed().toList());
    MersenneTwister.numpy(seed).shuffleAsNumpy(order);
    return new LabeledArrays(taken(x, order), taken(y, order));
  }

  private static TensorData taken(TensorData from, List<Integer> order) {
    return TensorData.concatenate(order.stream().map(i -> from.rows(i, 1)).toList());
  }
}
