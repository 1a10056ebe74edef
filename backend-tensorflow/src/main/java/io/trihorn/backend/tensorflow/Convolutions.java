package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Convolution and its gradients over two or three spatial axes, channels last, out of the kernels
 * that TensorFlow has: what a kernel does not do (groups, dilation, padding of volumes) is done
 * around it.
 */
final class Convolutions {
  private final Emitter emit;
  private final List<Integer> strides;
  private final List<Integer> low;
  private final List<Integer> high;
  private final List<Integer> dilation;
  private final int groups;
  private final int spatial;

  Convolutions(
      Emitter emit,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high,
      List<Integer> dilation,
      int groups) {
    this.emit = emit;
    this.strides = strides;
    this.low = low;
    this.high = high;
    this.dilation = dilation;
    this.groups = groups;
    this.spatial = strides.size();
  }

  static Convolutions of(Emitter emit, ConvSpec spec) {
    return new Convolutions(
        emit,
        Images.widened(spec.strides(), 1),
        Images.widened(spec.padLow(), 0),
        Images.widened(spec.padHigh(), 0),
        Images.widened(spec.dilation(), 1),
        spec.groups());
  }

  /** {@code (batch, spatial..., channels)} by {@code (spatial..., channels / groups, filters)}. */
  Wire forward(Wire x, Wire kernel) {
    if (padsApart(x.dims(), kernel.dims())) {
      return unpadded().forward(padded(x), kernel);
    }
    if (depthwise(x.dim(-1), kernel.dims())) {
      return computed(
          "DepthwiseConv2dNative",
          x,
          depthwiseKernel(kernel),
          output(x.dims(), kernel.dims()),
          isSame(x.dims(), kernel.dims()));
    }
    if (groups > 1) {
      List<Wire> xs = parts(x);
      List<Wire> kernels = parts(kernel);
      return joined(i -> ungrouped().forward(xs.get(i), kernels.get(i)));
    }
    int last = spatial - 1;
    long[] out = output(x.dims(), kernel.dims());
    if (out[last + 1] == 1 && strides.get(last) > 1) {
      return oneColumn(x, kernel);
    }
    return spatial == 2
        ? computed("Conv2D", x, kernel, out, isSame(x.dims(), kernel.dims()))
        : computed("Conv3D", x, dilated(kernel), out, isSame(x.dims(), kernel.dims()));
  }

  /**
   * A convolution whose window has one position along the last axis, with stride 1 there. With
   * another stride, which means the same, oneDNN computes wrong rows if there is one input channel.
   */
  private Wire oneColumn(Wire x, Wire kernel) {
    int last = spatial - 1;
    List<Integer> steps = new ArrayList<>(strides);
    List<Integer> after = new ArrayList<>(high);
    steps.set(last, 1);
    long window = (kernel.dim(last) - 1) * dilation.get(last) + 1;
    long missing = window - low.get(last) - x.dim(spatial);
    after.set(last, (int) Math.max(0, missing));
    Wire needed = emit.slice(x, spatial, 0, x.dim(spatial) + Math.min(0, missing));
    return new Convolutions(emit, steps, low, after, dilation, 1).forward(needed, kernel);
  }

  /** The gradient with respect to an input of this shape. */
  Wire inputGradient(Wire dy, Wire kernel, long[] inputDims) {
    if (padsApart(inputDims, kernel.dims())) {
      return cut(unpadded().inputGradient(dy, kernel, paddedDims(inputDims)), inputDims);
    }
    if (depthwise(inputDims[spatial + 1], kernel.dims())) {
      return gradient(
          "DepthwiseConv2dNativeBackpropInput",
          emit.ints(inputDims),
          depthwiseKernel(kernel),
          dy,
          inputDims,
          isSame(inputDims, kernel.dims()));
    }
    if (groups > 1) {
      List<Wire> dys = parts(dy);
      List<Wire> kernels = parts(kernel);
      long[] part = inputDims.clone();
      part[spatial + 1] /= groups;
      return joined(i -> ungrouped().inputGradient(dys.get(i), kernels.get(i), part));
    }
    if (hasGapsOnly()) {
      return new DilatedGradients(emit, low, high, dilation).input(dy, kernel, inputDims);
    }
    if (isSingleAndStrided(inputDims, kernel.dims())) {
      return inputGradient(secondFilter(dy), secondFilter(kernel), inputDims);
    }
    String kind = spatial == 2 ? "Conv2DBackpropInput" : "Conv3DBackpropInputV2";
    boolean same = isSame(inputDims, kernel.dims());
    return gradient(kind, emit.ints(inputDims), dilated(kernel), dy, inputDims, same);
  }

  /**
   * Whether one filter moves over one channel in steps. For that oneDNN 3.5's code for AVX-512
   * gives wrong input gradients; with two filters it does not.
   */
  private boolean isSingleAndStrided(long[] inputDims, long[] kernelDims) {
    return inputDims[spatial + 1] == 1
        && kernelDims[spatial + 1] == 1
        && strides.stream().anyMatch(s -> s > 1);
  }

  /** A filter of zeros beside the only one, which adds nothing. */
  private Wire secondFilter(Wire x) {
    long[] dims = x.dims();
    Wire zeros = emit.full(TensorType.of(x.dtype(), dims), 0);
    return emit.concat(List.of(x, zeros), dims.length - 1);
  }

  /** The gradient with respect to a kernel of this shape. */
  Wire kernelGradient(Wire x, Wire dy, long[] kernelDims) {
    if (padsApart(x.dims(), kernelDims)) {
      return unpadded().kernelGradient(padded(x), dy, kernelDims);
    }
    if (depthwise(x.dim(-1), kernelDims)) {
      long[] dims = depthwiseDims(kernelDims);
      Wire result =
          gradient(
              "DepthwiseConv2dNativeBackpropFilter",
              x,
              emit.ints(dims),
              dy,
              dims,
              isSame(x.dims(), kernelDims));
      return emit.reshape(result, kernelDims);
    }
    if (groups > 1) {
      List<Wire> xs = parts(x);
      List<Wire> dys = parts(dy);
      long[] part = kernelDims.clone();
      part[spatial + 1] /= groups;
      return joined(i -> ungrouped().kernelGradient(xs.get(i), dys.get(i), part));
    }
    if (hasGapsOnly()) {
      return new DilatedGradients(emit, low, high, dilation).kernel(x, dy, kernelDims);
    }
    if (skipsPixels(kernelDims)) {
      return unstrided().kernelGradient(seen(x, dy.dims()), dy, kernelDims);
    }
    long[] wide = dilatedDims(kernelDims);
    String kind = spatial == 2 ? "Conv2DBackpropFilter" : "Conv3DBackpropFilterV2";
    boolean same = isSame(x.dims(), kernelDims);
    return undilated(gradient(kind, x, emit.ints(wide), dy, wide, same), kernelDims);
  }

  /**
   * Whether a window of one pixel moves over so few channels that oneDNN's kernel gradient writes
   * past the memory into which it copies the pixels that the windows see (oneDNN's issue 6035): it
   * steps by whole blocks of channels there, of up to 16, but only has room for the channels.
   */
  private boolean skipsPixels(long[] kernel) {
    return spatial == 2
        && kernel[0] == 1
        && kernel[1] == 1
        && kernel[2] < 16
        && strides.stream().anyMatch(s -> s > 1);
  }

  /** Of an unpadded input, the pixels that windows of one pixel see. */
  private Wire seen(Wire x, long[] output) {
    List<Long> limits = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    for (int axis = 0; axis < output.length; axis++) {
      boolean moves = axis > 0 && axis <= spatial;
      steps.add(moves ? (long) strides.get(axis - 1) : 1L);
      limits.add(moves ? (output[axis] - 1) * steps.get(axis) + 1 : x.dim(axis));
    }
    return emit.slice(x, Collections.nCopies(output.length, 0L), limits, steps);
  }

  /** Whether taps of a window stand apart, and windows next to one another. */
  private boolean hasGapsOnly() {
    return dilation.stream().anyMatch(d -> d > 1) && strides.stream().allMatch(s -> s == 1);
  }

  private Convolutions unstrided() {
    List<Integer> ones = Collections.nCopies(spatial, 1);
    return new Convolutions(emit, ones, low, high, dilation, groups);
  }

  /** The kernels of float16 are not oneDNN's: gradients take 5 to 12 times what float32's take. */
  private DataType computing(String kind, DataType dtype) {
    return dtype == DataType.FLOAT16 ? DataType.FLOAT32 : emit.computing(kind, dtype);
  }

  /**
   * oneDNN 3.5 takes bfloat16 in pairs of channels, and of an odd number the last one wrongly;
   * where the processor has no bfloat16, gradients of kernels for one channel add up in it.
   */
  private DataType computing(String kind, Wire images) {
    DataType computing = computing(kind, images.dtype());
    boolean odd = images.dim(-1) % 2 == 1;
    return computing == DataType.BFLOAT16 && odd ? DataType.FLOAT32 : computing;
  }

  /** A forward kernel, with the result in the operands' element type. */
  private Wire computed(String kind, Wire x, Wire kernel, long[] dims, boolean same) {
    DataType computing = computing(kind, x);
    TensorType type = TensorType.of(computing, dims);
    OperationWriter writer =
        emit.operation(kind).in(emit.cast(x, computing), emit.cast(kernel, computing));
    return emit.cast(geometry(writer, kind.equals("Conv2D"), same).to(type), x.dtype());
  }

  /** A gradient kernel; one of the three operands is a shape. */
  private Wire gradient(String kind, Wire a, Wire b, Wire dy, long[] dims, boolean same) {
    DataType dtype = dy.dtype();
    DataType computing = computing(kind, a.dtype() == dtype ? a : dy);
    Wire[] operands = {a, b, dy};
    for (int i = 0; i < operands.length; i++) {
      if (operands[i].dtype() == dtype) {
        operands[i] = emit.cast(operands[i], computing);
      }
    }
    OperationWriter writer = emit.operation(kind).in(operands);
    return emit.cast(geometry(writer, false, same).to(TensorType.of(computing, dims)), dtype);
  }

  /** The attributes. */
  private OperationWriter geometry(OperationWriter writer, boolean dilates, boolean same) {
    writer.list("strides", around(strides));
    if (dilates) {
      writer.list("dilations", around(dilation));
    }
    if (!isPadded()) {
      return writer.attribute("padding", "VALID");
    }
    if (same) {
      return writer.attribute("padding", "SAME");
    }
    return writer
        .attribute("padding", "EXPLICIT")
        .list("explicit_paddings", 0, 0, low.get(0), high.get(0), low.get(1), high.get(1), 0, 0);
  }

  private static long[] around(List<Integer> entries) {
    long[] all = new long[entries.size() + 2];
    all[0] = 1;
    all[all.length - 1] = 1;
    for (int i = 0; i < entries.size(); i++) {
      all[i + 1] = entries.get(i);
    }
    return all;
  }

  private long[] output(long[] x, long[] kernel) {
    long[] dims = x.clone();
    dims[spatial + 1] = kernel[spatial + 1];
    for (int i = 0; i < spatial; i++) {
      long window = (kernel[i] - 1) * dilation.get(i) + 1;
      dims[i + 1] = (x[i + 1] + low.get(i) + high.get(i) - window) / strides.get(i) + 1;
    }
    return dims;
  }

  // Groups.

  /** Whether TensorFlow's kernel for one input channel in each group fits. */
  private boolean depthwise(long channels, long[] kernel) {
    return spatial == 2
        && groups > 1
        && groups == channels
        && kernel[2] == 1
        && strides.get(0).equals(strides.get(1))
        && dilation.stream().allMatch(d -> d == 1);
  }

  /** {@code (h, w, 1, channels * multiplier)} as {@code (h, w, channels, multiplier)}. */
  private Wire depthwiseKernel(Wire kernel) {
    return emit.reshape(kernel, depthwiseDims(kernel.dims()));
  }

  private long[] depthwiseDims(long[] kernel) {
    return new long[] {kernel[0], kernel[1], groups, kernel[3] / groups};
  }

  private Convolutions ungrouped() {
    return new Convolutions(emit, strides, low, high, dilation, 1);
  }

  private List<Wire> parts(Wire x) {
    return emit.split(x, x.rank() - 1, Collections.nCopies(groups, x.dim(-1) / groups));
  }

  private Wire joined(IntFunction<Wire> part) {
    return emit.concat(IntStream.range(0, groups).mapToObj(part).toList(), spatial + 1);
  }

  // Padding.

  private boolean isPadded() {
    return IntStream.range(0, spatial).anyMatch(i -> low.get(i) > 0 || high.get(i) > 0);
  }

  /**
   * Whether the input is padded by an operation of its own, unless the padding is what TensorFlow
   * calls SAME: for volumes and channel by channel, whose kernels take no other (the latter does
   * until TensorFlow fuses a bias into it, and then ends the process); and for padding so wide that
   * a window sees nothing else, where oneDNN reads outside its memory.
   */
  private boolean padsApart(long[] input, long[] kernel) {
    if (!isPadded() || isSame(input, kernel)) {
      return false;
    }
    return spatial == 3
        || depthwise(input[spatial + 1], kernel)
        || IntStream.range(0, 2).anyMatch(i -> isWide(kernel, i));
  }

  private boolean isSame(long[] input, long[] kernel) {
    for (int i = 0; i < spatial; i++) {
      long window = (kernel[i] - 1) * dilation.get(i) + 1;
      long out = (input[i + 1] + strides.get(i) - 1) / strides.get(i);
      long total = Math.max(0, (out - 1) * strides.get(i) + window - input[i + 1]);
      if (low.get(i) != total / 2 || high.get(i) != total - total / 2) {
        return false;
      }
    }
    return true;
  }

  private boolean isWide(long[] kernel, int axis) {
    long window = (kernel[axis] - 1) * dilation.get(axis) + 1;
    return low.get(axis) >= window || high.get(axis) >= window;
  }

  private Convolutions unpadded() {
    List<Integer> none = Collections.nCopies(spatial, 0);
    return new Convolutions(emit, strides, none, none, dilation, groups);
  }

  private Wire padded(Wire x) {
    return emit.pad(x, aroundSpatial(low), aroundSpatial(high), 0);
  }

  private static List<Long> aroundSpatial(List<Integer> widths) {
    List<Long> all = new ArrayList<>(List.of(0L));
    widths.forEach(w -> all.add((long) w));
    all.add(0L);
    return all;
  }

  private long[] paddedDims(long[] dims) {
    long[] padded = dims.clone();
    for (int i = 0; i < spatial; i++) {
      padded[i + 1] += low.get(i) + high.get(i);
    }
    return padded;
  }

  /** What is left of a padded whole. */
  private Wire cut(Wire x, long[] dims) {
    List<Long> starts = aroundSpatial(low);
    List<Long> limits =
        IntStream.range(0, dims.length).mapToObj(i -> starts.get(i) + dims[i]).toList();
    return emit.slice(x, starts, limits, Collections.nCopies(dims.length, 1L));
  }

  // Dilation, for the kernels that have none: the same kernel with zeros between its taps.

  private long[] dilatedDims(long[] kernel) {
    long[] dims = kernel.clone();
    for (int i = 0; i < spatial; i++) {
      dims[i] = (kernel[i] - 1) * dilation.get(i) + 1;
    }
    return dims;
  }

  private Wire dilated(Wire kernel) {
    Wire wide = kernel;
    for (int i = 0; i < spatial; i++) {
      long d = dilation.get(i);
      if (d > 1 && kernel.dim(i) > 1) {
        wide = spread(wide, i, d);
      }
    }
    return wide;
  }

  /** Puts {@code step - 1} zeros between the elements along an axis. */
  private Wire spread(Wire x, int axis, long step) {
    List<Long> dims = new ArrayList<>();
    for (long dim : x.dims()) {
      dims.add(dim);
    }
    dims.add(axis + 1, 1L);
    Wire apart = emit.reshape(x, Emitter.array(dims));
    List<Long> none = Collections.nCopies(dims.size(), 0L);
    List<Long> after = new ArrayList<>(none);
    after.set(axis + 1, step - 1);
    Wire filled = emit.pad(apart, none, after, 0);
    long[] merged = x.dims();
    merged[axis] *= step;
    Wire flat = emit.reshape(filled, merged);
    return emit.slice(flat, axis, 0, merged[axis] - step + 1);
  }

  private Wire undilated(Wire gradient, long[] kernel) {
    List<Long> strides = new ArrayList<>(Collections.nCopies(kernel.length, 1L));
    for (int i = 0; i < spatial; i++) {
      strides.set(i, (long) dilation.get(i));
    }
    List<Long> limits = Arrays.stream(gradient.dims()).boxed().toList();
    return emit.slice(gradient, Collections.nCopies(kernel.length, 0L), limits, strides);
  }
}
