package io.trihorn.backend.dl4j.plan;

import io.trihorn.graph.Linear.ConvSpec;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A convolution of {@code (batch, input..., channels)} with {@code (kernel..., channels / groups,
 * filters)} to {@code (batch, output..., filters)}. Padding after the last element is as much as
 * the windows reach.
 */
public record ConvGeometry(
    long batch,
    long[] input,
    long[] output,
    long[] kernel,
    long[] strides,
    long[] dilation,
    long[] low,
    long[] high,
    long channels,
    long filters,
    int groups) {

  /** From an attribute and the shapes of the input, as it is given, and of the kernel. */
  public static ConvGeometry of(ConvSpec spec, long[] x, long[] w) {
    int n = spec.spatialRank();
    int first = spec.layout().firstSpatialAxis();
    long[] input = Arrays.copyOfRange(x, first, first + n);
    long[] kernel = Arrays.copyOf(w, n);
    long[] strides = spec.strides().stream().mapToLong(i -> i).toArray();
    long[] dilation = spec.dilation().stream().mapToLong(i -> i).toArray();
    long[] low = spec.padLow().stream().mapToLong(i -> i).toArray();
    long[] high = new long[n];
    long[] output = new long[n];
    for (int i = 0; i < n; i++) {
      long extent = (kernel[i] - 1) * dilation[i] + 1;
      output[i] = (input[i] + low[i] + spec.padHigh().get(i) - extent) / strides[i] + 1;
      high[i] = Math.max(0, (output[i] - 1) * strides[i] + extent - input[i] - low[i]);
    }
    return new ConvGeometry(
        x[0],
        input,
        output,
        kernel,
        strides,
        dilation,
        low,
        high,
        x[spec.layout().channelAxis(n + 2)],
        w[n + 1],
        spec.groups());
  }

  /** The convolution of one group. */
  public ConvGeometry group() {
    return new ConvGeometry(
        batch,
        input,
        output,
        kernel,
        strides,
        dilation,
        low,
        high,
        groupChannels(),
        groupFilters(),
        1);
  }

  public int rank() {
    return input.length;
  }

  /** The part of a padded input that is not padding; its windows' axes begin with this one. */
  public Ref inside(Ref padded, int axis) {
    Ref part = padded;
    for (int i = 0; i < rank(); i++) {
      part = part.part(axis + i, low[i], input[i]);
    }
    return part;
  }

  /** The same convolution over one more axis of extent 1 before the others. */
  public ConvGeometry lifted() {
    return new ConvGeometry(
        batch,
        before(1, input),
        before(1, output),
        before(1, kernel),
        before(1, strides),
        before(1, dilation),
        before(0, low),
        before(0, high),
        channels,
        filters,
        groups);
  }

  private static long[] before(long first, long[] rest) {
    return IntStream.range(0, rest.length + 1)
        .mapToLong(i -> i == 0 ? first : rest[i - 1])
        .toArray();
  }

  /** The same convolution of an input that has its padding already. */
  public ConvGeometry padded() {
    long[] none = new long[rank()];
    return new ConvGeometry(
        batch,
        paddedInput(),
        output,
        kernel,
        strides,
        dilation,
        none,
        none,
        channels,
        filters,
        groups);
  }

  /** The same convolution of the part of its padded input that the windows reach. */
  public ConvGeometry seen() {
    long[] none = new long[rank()];
    long[] extents =
        IntStream.range(0, rank())
            .mapToLong(i -> (output[i] - 1) * strides[i] + (kernel[i] - 1) * dilation[i] + 1)
            .toArray();
    return new ConvGeometry(
        batch, extents, output, kernel, strides, dilation, none, none, channels, filters, groups);
  }

  /** The convolution that gives the input gradient of one whose strides are 1. */
  public ConvGeometry flipped() {
    long[] before = new long[rank()];
    long[] after = new long[rank()];
    for (int i = 0; i < rank(); i++) {
      before[i] = (kernel[i] - 1) * dilation[i] - low[i];
      after[i] = input[i] + (kernel[i] - 1) * dilation[i] - output[i] - before[i];
    }
    return new ConvGeometry(
        batch, output, input, kernel, strides, dilation, before, after, filters, channels, groups);
  }

  /** The extents of the input with its padding. */
  public long[] paddedInput() {
    return IntStream.range(0, rank()).mapToLong(i -> low[i] + input[i] + high[i]).toArray();
  }

  public boolean hasPadding() {
    return Arrays.stream(low).anyMatch(p -> p != 0) || Arrays.stream(high).anyMatch(p -> p != 0);
  }

  /** Whether as much padding on the other side as on this gives the same windows. */
  public boolean isSymmetric() {
    for (int i = 0; i < rank(); i++) {
      long extent = (kernel[i] - 1) * dilation[i] + 1;
      if ((input[i] + 2 * low[i] - extent) / strides[i] + 1 != output[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether each output element sees one input element. */
  public boolean isPointwise() {
    return taps() == 1 && !hasPadding() && Arrays.equals(input, output) && hasUnitStrides();
  }

  public boolean hasUnitStrides() {
    return Arrays.stream(strides).allMatch(s -> s == 1);
  }

  public boolean isDilated() {
    return IntStream.range(0, rank()).anyMatch(i -> dilation[i] > 1 && kernel[i] > 1);
  }

  /** Whether each filter sees one channel. */
  public boolean isDepthwise() {
    return groups > 1 && groups == channels;
  }

  public long taps() {
    return product(kernel);
  }

  /** The number of windows. */
  public long windows() {
    return batch * product(output);
  }

  public long groupChannels() {
    return channels / groups;
  }

  public long groupFilters() {
    return filters / groups;
  }

  public long[] inputShape() {
    return shape(input, channels);
  }

  public long[] outputShape() {
    return shape(output, filters);
  }

  public long[] kernelShape() {
    long[] dims = Arrays.copyOf(kernel, rank() + 2);
    dims[rank()] = groupChannels();
    dims[rank() + 1] = filters;
    return dims;
  }

  private long[] shape(long[] spatial, long last) {
    long[] dims = new long[spatial.length + 2];
    dims[0] = batch;
    System.arraycopy(spatial, 0, dims, 1, spatial.length);
    dims[dims.length - 1] = last;
    return dims;
  }

  public static long product(long[] values) {
    return Arrays.stream(values).reduce(1, (a, b) -> a * b);
  }
}
