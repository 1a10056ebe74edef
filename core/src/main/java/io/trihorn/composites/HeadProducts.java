package io.trihorn.composites;

import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The products of attention with heads, as matrix products over the batch: queries {@code (batch,
 * ..., heads, width)}, keys and values {@code (batch, ..., key heads, width)}. The axes between are
 * positions that are attended over, or further batch axes. Where there are fewer key heads than
 * heads, heads that share one are rows of one product, and keys are not copied.
 */
public final class HeadProducts {
  private final int[] batchAxes;
  private final int[] positionAxes;
  private final int[] order;

  /**
   * Products for operands of some rank.
   *
   * @param rank of the operands, heads and width included
   * @param positionAxes the axes attended over, in order
   */
  public HeadProducts(int rank, List<Integer> positionAxes) {
    this.positionAxes = positionAxes.stream().mapToInt(i -> i).toArray();
    this.batchAxes = IntStream.range(0, rank - 2).filter(i -> !positionAxes.contains(i)).toArray();
    this.order =
        IntStream.concat(
                IntStream.concat(IntStream.of(batchAxes), IntStream.of(rank - 2)),
                IntStream.concat(IntStream.of(this.positionAxes), IntStream.of(rank - 1)))
            .toArray();
  }

  /** {@code query . key}: {@code (batch..., heads, query positions..., key positions...)}. */
  public Tensor scores(Tensor query, Tensor key) {
    long groups = key.dim(-2);
    Tensor product = Nn.matmul(rows(query, groups), rows(key, groups), false, true);
    List<Long> dims = leading(query);
    addPositions(dims, query);
    addPositions(dims, key);
    return Shapes.reshape(product, array(dims));
  }

  /** Scores with all positions of queries, and all of keys, on one axis each. */
  public Tensor flat(Tensor scores) {
    int lead = batchAxes.length + 1;
    long[] dims = Arrays.copyOf(scores.type().dims(), lead + 2);
    dims[lead] = product(scores.type().dims(), lead, lead + positionAxes.length);
    dims[lead + 1] = product(scores.type().dims(), lead + positionAxes.length, scores.rank());
    return Shapes.reshape(scores, dims);
  }

  private static long product(long[] dims, int from, int to) {
    return Arrays.stream(dims, from, to).reduce(1, (a, b) -> a * b);
  }

  /**
   * {@code probabilities . value} in the order of axes that the query has.
   *
   * @param probabilities flat
   */
  public Tensor combine(Tensor probabilities, Tensor query, Tensor value) {
    long groups = value.dim(-2);
    Tensor values = rows(value, groups);
    long[] stacked = values.type().dims();
    stacked[stacked.length - 2] = -1;
    stacked[stacked.length - 1] = probabilities.dim(-1);
    Tensor product = Nn.matmul(Shapes.reshape(probabilities, stacked), values);
    List<Long> dims = leading(query);
    addPositions(dims, query);
    dims.add(value.dim(-1));
    int[] back = new int[order.length];
    IntStream.range(0, order.length).forEach(i -> back[order[i]] = i);
    return Shapes.transpose(Shapes.reshape(product, array(dims)), back);
  }

  /** {@code (batch..., groups, heads of a group * positions, width)}. */
  private Tensor rows(Tensor x, long groups) {
    if (x.rank() != order.length || x.dim(-2) % groups != 0) {
      throw new ShapeException(
          "query, key and value do not fit: "
              + x.type()
              + " should be of rank "
              + order.length
              + " with a multiple of "
              + groups
              + " heads");
    }
    List<Long> dims = leading(x);
    dims.set(dims.size() - 1, groups);
    dims.add(-1L);
    dims.add(x.dim(-1));
    return Shapes.reshape(Shapes.transpose(x, order), array(dims));
  }

  /** The batch extents and the number of heads. */
  private List<Long> leading(Tensor x) {
    List<Long> dims = new ArrayList<>();
    Arrays.stream(batchAxes).forEach(axis -> dims.add(x.dim(axis)));
    dims.add(x.dim(-2));
    return dims;
  }

  private void addPositions(List<Long> dims, Tensor x) {
    Arrays.stream(positionAxes).forEach(axis -> dims.add(x.dim(axis)));
  }

  private static long[] array(List<Long> dims) {
    return dims.stream().mapToLong(d -> d).toArray();
  }
}
