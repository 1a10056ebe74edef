package io.trihorn.quantizers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Pieces of equal length of a data set of tokens or texts. */
final class CalibrationData {
  private CalibrationData() {}

  /**
   * Pieces whose begins are spread evenly over all tokens, one after the other; where there are too
   * few tokens, they are repeated. Keras moves the begins on by a hash that is another one in each
   * process; here the first piece begins with the first token.
   */
  static List<int[]> windows(
      String owner, Iterable<?> dataset, Function<String, int[]> tokenizer, int count, int length) {
    if (dataset == null) {
      throw new ConfigException(
          owner + ": quantizing takes a data set; a configuration out of a file has none");
    }
    int[] tokens = tokens(owner, dataset, tokenizer);
    if (tokens.length == 0) {
      throw new ConfigException(owner + ": the data set is empty");
    }
    long needed = Math.max((long) count * length, tokens.length);
    long repeated = (needed + tokens.length - 1) / tokens.length * tokens.length;
    long starts = repeated - length + 1;
    long stride = Math.max(1, starts / count);
    List<int[]> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = i * stride % starts;
      windows.add(
          IntStream.range(0, length)
              .map(j -> tokens[(int) ((start + j) % tokens.length)])
              .toArray());
    }
    return windows;
  }

  private static int[] tokens(
      String owner, Iterable<?> dataset, Function<String, int[]> tokenizer) {
    List<int[]> pieces = new ArrayList<>();
    for (Object element : dataset) {
      if (element instanceof String text) {
        if (tokenizer == null) {
          throw new ConfigException(owner + ": a data set of texts takes a tokenizer");
        }
        pieces.add(tokenizer.apply(text));
      } else if (element instanceof int[] ints) {
        pieces.add(ints);
      } else if (element instanceof long[] longs) {
        pieces.add(Arrays.stream(longs).mapToInt(Math::toIntExact).toArray());
      } else if (element instanceof NDArray array) {
        pieces.add(array.toType(DataType.INT32, false).toIntArray());
      } else {
        throw new ConfigException(
            owner
                + ": the data set should have texts, int[], long[] or NDArrays of tokens, but has "
                + (element == null ? "null" : "a " + element.getClass().getSimpleName()));
      }
    }
    return pieces.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
