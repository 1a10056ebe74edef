package io.trihorn.backend.tensorflow;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gradients of a convolution with stride 1 whose windows have gaps between their taps. TensorFlow's
 * kernels know none; a kernel filled up with zeros may be thousands of times as large. Instead,
 * every d-th position along each axis becomes a sample of its own ({@code SpaceToBatchND}), and
 * over those the windows are dense.
 */
final class DilatedGradients {
  private final Emitter emit;
  private final List<Integer> low;
  private final List<Integer> high;
  private final List<Integer> dilation;
  private final Convolutions dense;

  /** Of a convolution with this padding and these steps between the taps, without groups. */
  DilatedGradients(Emitter emit, List<Integer> low, List<Integer> high, List<Integer> dilation) {
    this.emit = emit;
    this.low = low;
    this.high = high;
    this.dilation = dilation;
    List<Integer> ones = Collections.nCopies(dilation.size(), 1);
    List<Integer> none = Collections.nCopies(dilation.size(), 0);
    this.dense = new Convolutions(emit, ones, none, none, ones, 1);
  }

  /** The gradient with respect to an input of this shape. */
  Wire input(Wire dy, Wire kernel, long[] inputDims) {
    List<Integer> filling = filling(inputDims);
    Wire parts = toBatch(dy, none(), filling);
    Wire gradient =
        dense.inputGradient(parts, kernel, partDims(inputDims, low, sum(high, filling)));
    return emit.apply(
        "BatchToSpaceND",
        gradient.type().withShape(inputDims),
        gradient,
        emit.ints(dilation),
        pairs(low, sum(high, filling)));
  }

  /** The gradient with respect to a kernel of this shape. */
  Wire kernel(Wire x, Wire dy, long[] kernelDims) {
    List<Integer> filling = filling(x.dims());
    Wire parts = toBatch(x, low, sum(high, filling));
    return dense.kernelGradient(parts, toBatch(dy, none(), filling), kernelDims);
  }

  private Wire toBatch(Wire x, List<Integer> before, List<Integer> after) {
    TensorType type = x.type().withShape(partDims(x.dims(), before, after));
    return emit.apply("SpaceToBatchND", type, x, emit.ints(dilation), pairs(before, after));
  }

  private long[] partDims(long[] dims, List<Integer> before, List<Integer> after) {
    long[] parts = dims.clone();
    for (int i = 0; i < dilation.size(); i++) {
      parts[0] *= dilation.get(i);
      parts[i + 1] = (dims[i + 1] + before.get(i) + after.get(i)) / dilation.get(i);
    }
    return parts;
  }

  /** What a padded input lacks to whole steps; an output lacks as much. */
  private List<Integer> filling(long[] inputDims) {
    return IntStream.range(0, dilation.size())
        .mapToObj(
            i -> {
              long padded = inputDims[i + 1] + low.get(i) + high.get(i);
              return (int) Math.floorMod(-padded, (long) dilation.get(i));
            })
        .toList();
  }

  private List<Integer> none() {
    return Collections.nCopies(dilation.size(), 0);
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }

  private Wire pairs(List<Integer> before, List<Integer> after) {
    int[] table = new int[2 * before.size()];
    for (int i = 0; i < before.size(); i++) {
      table[2 * i] = before.get(i);
      table[2 * i + 1] = after.get(i);
    }
    return emit.constant(TensorData.of(table, before.size(), 2));
  }
}
