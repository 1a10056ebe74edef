package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A vocabulary of whole numbers in a graph: constants, and a binary search through them. */
final class KeyTable {
  private final long[] keys;
  private final long[] sorted;
  private final long[] numbers;
  private final int start;

  /** A table of keys that are numbered from a start. */
  KeyTable(List<Long> tokens, int start) {
    this.start = start;
    keys = tokens.stream().mapToLong(k -> k).toArray();
    int[] order =
        IntStream.range(0, keys.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> keys[i]))
            .mapToInt(i -> i)
            .toArray();
    sorted = Arrays.stream(order).mapToLong(i -> keys[i]).toArray();
    numbers = Arrays.stream(order).mapToLong(i -> (long) start + i).toArray();
  }

  private static Tensor constant(Tensor like, long[] values) {
    return like.constant(TensorData.of(values, values.length));
  }

  /** The numbers of keys, int64; another value where a key is not in the table. */
  Tensor number(Tensor x, Tensor otherwise) {
    if (sorted.length == 0) {
      return Shapes.broadcastTo(otherwise, x.type().dims());
    }
    Tensor table = constant(x, sorted);
    // How many keys are at most x, found bit by bit from the highest.
    Tensor count = Shapes.full(x, 0, DataType.INT32, x.type().dims());
    for (int step = Integer.highestOneBit(sorted.length); step > 0; step >>= 1) {
      Tensor next = Ops.add(count, step);
      Tensor key = Shapes.take(table, Ops.subtract(next, 1), 0);
      Tensor fits = Ops.logicalAnd(Ops.lessEqual(next, sorted.length), Ops.lessEqual(key, x));
      count = Ops.where(fits, next, count);
    }
    Tensor place = Ops.maximum(Ops.subtract(count, 1), 0);
    Tensor found = Ops.equal(Shapes.take(table, place, 0), x);
    return Ops.where(found, Shapes.take(constant(x, numbers), place, 0), otherwise);
  }

  /** The keys of numbers; another value where a number is out of range. */
  Tensor key(Tensor x, long otherwise) {
    Tensor other = x.constant(TensorData.of(new long[] {otherwise}).reshape());
    if (keys.length == 0) {
      return Shapes.broadcastTo(other, x.type().dims());
    }
    Tensor place = Ops.subtract(x, start);
    Tensor inside =
        Ops.logicalAnd(Ops.greaterEqual(place, 0), Ops.less(place, (double) keys.length));
    Tensor near = Ops.cast(Ops.clip(place, 0, keys.length - 1.0), DataType.INT32);
    return Ops.where(inside, Shapes.take(constant(x, keys), near, 0), other);
  }

  /** Numbers written as a layer's {@code output_mode} says. */
  static Tensor encode(Tensor numbers, LookupLayer<?, ?> layer) {
    Codes mode = layer.codes();
    if (mode == Codes.INT) {
      return numbers;
    }
    boolean single = numbers.rank() > 1 && numbers.dim(-1) == 1;
    if (mode == Codes.ONE_HOT) {
      Tensor x = single ? Shapes.squeeze(numbers, -1) : numbers;
      return Shapes.oneHot(x, layer.depth(), DataType.INT64);
    }
    boolean weighted = mode == Codes.TF_IDF;
    // Counts are summed in floats, which every engine sums, and exact far beyond any length.
    Tensor hot = Shapes.oneHot(numbers, layer.depth(), DataType.FLOAT32);
    if (mode == Codes.MULTI_HOT) {
      return Ops.cast(Ops.max(hot, -2), DataType.INT64);
    }
    Tensor counts = Ops.sum(hot, -2);
    if (!weighted) {
      return Ops.cast(counts, DataType.INT64);
    }
    float[] idf = layer.idfWeights();
    return Ops.multiply(counts, counts.constant(TensorData.of(idf, idf.length)));
  }
}
