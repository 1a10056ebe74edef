package io.trihorn.backend.dl4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Convolutions of float32 by oneDNN, of {@code (batch, input..., channels)} with {@code (kernel...,
 * channels / groups, filters)} to {@code (batch, output..., filters)}.
 *
 * @param low padding before the first element of each axis
 * @param high padding after the last, exactly as far as the windows reach
 */
public record OneDnnConvolution(
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
  private static final int TRAINING = 64;
  private static final int DIRECT = 1;

  private static final int SOURCE = 1;
  private static final int DESTINATION = 17;
  private static final int WEIGHTS = 33;
  private static final int SOURCE_GRADIENT = 129;
  private static final int DESTINATION_GRADIENT = 145;
  private static final int WEIGHTS_GRADIENT = 161;

  private static final int SOURCE_TYPE = 129;
  private static final int SOURCE_GRADIENT_TYPE = 130;
  private static final int WEIGHTS_TYPE = 131;
  private static final int WEIGHTS_GRADIENT_TYPE = 132;
  private static final int DESTINATION_TYPE = 133;
  private static final int DESTINATION_GRADIENT_TYPE = 134;

  /** Types of the three arrays, in our order and in whatever order oneDNN likes. */
  private record Types(long x, long w, long y, long anyX, long anyW, long anyY) {
    void free() {
      for (long type : new long[] {x, w, y, anyX, anyW, anyY}) {
        OneDnn.check(OneDnnCalls.dnnl_memory_desc_destroy(type));
      }
    }
  }

  /** The step that makes the output. */
  public Runnable forward(OneDnn library, BytePointer x, BytePointer w, BytePointer y, Frame f) {
    Types t = types();
    long wanted = forward(library, t.x(), t.anyW(), t.y());
    Runnable step =
        new OneDnnStep(library, f)
            .read(SOURCE, x, t.x(), type(wanted, SOURCE_TYPE))
            .read(WEIGHTS, w, t.w(), type(wanted, WEIGHTS_TYPE))
            .write(DESTINATION, y, t.y(), type(wanted, DESTINATION_TYPE))
            .run(wanted);
    return freed(step, t, wanted);
  }

  /** The step that makes the gradient of the input. */
  public Runnable inputGradient(
      OneDnn library, BytePointer dy, BytePointer w, BytePointer dx, Frame f) {
    Types t = types();
    long hint = forward(library, t.x(), t.anyW(), t.y());
    long wanted =
        OneDnn.made(
            p ->
                OneDnnCalls.dnnl_convolution_backward_data_primitive_desc_create(
                    p,
                    library.engine(),
                    DIRECT,
                    t.x(),
                    t.anyW(),
                    t.y(),
                    strides,
                    gaps(),
                    low,
                    high,
                    hint,
                    library.attributes()));
    Runnable step =
        new OneDnnStep(library, f)
            .read(DESTINATION_GRADIENT, dy, t.y(), type(wanted, DESTINATION_GRADIENT_TYPE))
            .read(WEIGHTS, w, t.w(), type(wanted, WEIGHTS_TYPE))
            .write(SOURCE_GRADIENT, dx, t.x(), type(wanted, SOURCE_GRADIENT_TYPE))
            .run(wanted);
    return freed(step, t, hint, wanted);
  }

  /** The step that makes the gradient of the kernel. oneDNN is slow at it with channels last. */
  public Runnable kernelGradient(
      OneDnn library, BytePointer x, BytePointer dy, BytePointer dw, Frame f) {
    Types t = types();
    long hint = forward(library, t.anyX(), t.anyW(), t.anyY());
    long wanted =
        OneDnn.made(
            p ->
                OneDnnCalls.dnnl_convolution_backward_weights_primitive_desc_create(
                    p,
                    library.engine(),
                    DIRECT,
                    t.anyX(),
                    t.anyW(),
                    0,
                    t.anyY(),
                    strides,
                    gaps(),
                    low,
                    high,
                    hint,
                    library.attributes()));
    Runnable step =
        new OneDnnStep(library, f)
            .read(SOURCE, x, t.x(), type(wanted, SOURCE_TYPE))
            .read(DESTINATION_GRADIENT, dy, t.y(), type(wanted, DESTINATION_GRADIENT_TYPE))
            .write(WEIGHTS_GRADIENT, dw, t.w(), type(wanted, WEIGHTS_GRADIENT_TYPE))
            .run(wanted);
    return freed(step, t, hint, wanted);
  }

  private long forward(OneDnn library, long x, long w, long y) {
    return OneDnn.made(
        p ->
            OneDnnCalls.dnnl_convolution_forward_primitive_desc_create(
                p,
                library.engine(),
                TRAINING,
                DIRECT,
                x,
                w,
                0,
                y,
                strides,
                gaps(),
                low,
                high,
                library.attributes()));
  }

  private static long type(long wanted, int which) {
    return OneDnnCalls.dnnl_primitive_desc_query_md(wanted, which, 0);
  }

  private static Runnable freed(Runnable step, Types types, long... wanted) {
    for (long w : wanted) {
      OneDnn.check(OneDnnCalls.dnnl_primitive_desc_destroy(w));
    }
    types.free();
    return step;
  }

  /** oneDNN counts what lies between two elements of a window. */
  private long[] gaps() {
    return Arrays.stream(dilation).map(d -> d - 1).toArray();
  }

  private Types types() {
    long[] x = image(input, channels);
    long[] y = image(output, filters);
    long[] w = weights();
    return new Types(
        OneDnn.type(x, channelsLast(x)),
        OneDnn.type(w, weightSteps()),
        OneDnn.type(y, channelsLast(y)),
        OneDnn.anyType(x),
        OneDnn.anyType(w),
        OneDnn.anyType(y));
  }

  /** An image's extents in oneDNN's order of axes, which says nothing of memory. */
  private long[] image(long[] extents, long depth) {
    long[] dims = new long[extents.length + 2];
    dims[0] = batch;
    dims[1] = depth;
    System.arraycopy(extents, 0, dims, 2, extents.length);
    return dims;
  }

  private static long[] channelsLast(long[] image) {
    long[] steps = new long[image.length];
    steps[1] = 1;
    long step = image[1];
    for (int i = image.length - 1; i >= 2; i--) {
      steps[i] = step;
      step *= image[i];
    }
    steps[0] = step;
    return steps;
  }

  /** {@code (groups, filters of one, channels of one, kernel...)}. */
  private long[] weights() {
    return groups(groups, filters / groups, channels / groups, kernel);
  }

  private long[] weightSteps() {
    long[] taps = new long[kernel.length];
    long step = channels / groups * filters;
    for (int i = kernel.length - 1; i >= 0; i--) {
      taps[i] = step;
      step *= kernel[i];
    }
    return groups(filters / groups, 1, filters, taps);
  }

  private long[] groups(long ofGroups, long ofFilters, long ofChannels, long[] ofKernel) {
    List<Long> all = new ArrayList<>();
    if (groups > 1) {
      all.add(ofGroups);
    }
    all.add(ofFilters);
    all.add(ofChannels);
    Arrays.stream(ofKernel).forEach(all::add);
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
