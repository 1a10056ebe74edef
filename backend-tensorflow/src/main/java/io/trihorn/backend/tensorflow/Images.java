package io.trihorn.backend.tensorflow;

import io.trihorn.graph.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings image-like operands into the form in which TensorFlow's kernels take them, and back:
 * channels last, and one spatial axis seen as two, of which the first has extent 1.
 *
 * @param emit where to write
 * @param layout the layout outside
 * @param spatialRank the number of spatial axes outside
 */
record Images(Emitter emit, Layout layout, int spatialRank) {

  Wire toEngine(Wire x) {
    Wire last = layout == Layout.CHANNELS_FIRST ? emit.transpose(x, toLast()) : x;
    return spatialRank == 1 ? emit.reshape(last, widened(last.dims(), 1)) : last;
  }

  /** The shape that an operand of this shape has inside. */
  long[] toEngine(long[] dims) {
    long[] last =
        layout == Layout.CHANNELS_FIRST
            ? toLast().stream().mapToLong(axis -> dims[axis]).toArray()
            : dims;
    return spatialRank == 1 ? widened(last, 1) : last;
  }

  Wire fromEngine(Wire x) {
    Wire narrow = x;
    if (spatialRank == 1) {
      narrow = emit.reshape(x, x.dim(0), x.dim(2), x.dim(3));
    }
    return layout == Layout.CHANNELS_FIRST ? emit.transpose(narrow, toFirst()) : narrow;
  }

  Wire kernelToEngine(Wire kernel) {
    return emit.reshape(kernel, kernelToEngine(kernel.dims()));
  }

  long[] kernelToEngine(long[] dims) {
    return spatialRank == 1 ? widened(dims, 0) : dims;
  }

  /** A list with one entry for each spatial axis, as it is inside. */
  static List<Integer> widened(List<Integer> entries, int added) {
    if (entries.size() > 1) {
      return entries;
    }
    List<Integer> all = new ArrayList<>(List.of(added));
    all.addAll(entries);
    return all;
  }

  private static long[] widened(long[] dims, int at) {
    long[] all = new long[dims.length + 1];
    System.arraycopy(dims, 0, all, 0, at);
    all[at] = 1;
    System.arraycopy(dims, at, all, at + 1, dims.length - at);
    return all;
  }

  private List<Integer> toLast() {
    return IntStream.rangeClosed(0, spatialRank + 1)
        .map(i -> i == 0 ? 0 : i == spatialRank + 1 ? 1 : i + 1)
        .boxed()
        .toList();
  }

  private List<Integer> toFirst() {
    return IntStream.rangeClosed(0, spatialRank + 1)
        .map(i -> i == 0 ? 0 : i == 1 ? spatialRank + 1 : i - 1)
        .boxed()
        .toList();
  }
}
