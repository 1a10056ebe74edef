package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION_GRADIENT;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE_GRADIENT;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.WEIGHTS;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.WEIGHTS_GRADIENT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Convolutions of float32 by oneDNN, of arrays as {@link ConvGeometry} has them.
 *
 * @param g the windows
 * @param after what the output goes through
 */
public record OneDnnConvolution(ConvGeometry g, OneDnnPostOps after) {
  private static final int TRAINING = 64;
  private static final int DIRECT = 1;

  private static final int SOURCE_TYPE = 129;
  private static final int SOURCE_GRADIENT_TYPE = 130;
  private static final int WEIGHTS_TYPE = 131;
  private static final int WEIGHTS_GRADIENT_TYPE = 132;
  private static final int DESTINATION_TYPE = 133;
  private static final int DESTINATION_GRADIENT_TYPE = 134;

  /** Of which nothing follows. */
  public OneDnnConvolution(ConvGeometry g) {
    this(g, OneDnnPostOps.NONE);
  }

  /** Types of the arrays, in our order and in whatever order oneDNN likes. */
  private record Types(
      long x, long w, long y, long bias, long channels, long anyX, long anyW, long anyY) {
    void free() {
      for (long type : new long[] {x, w, y, bias, channels, anyX, anyW, anyY}) {
        OneDnn.check(OneDnnCalls.dnnl_memory_desc_destroy(type));
      }
    }
  }

  /** The order of the kernel that suits the step that makes the output. */
  public OneDnnOrder order(OneDnn library) {
    Types t = types();
    long attributes = after.attributes(t.channels(), t.y());
    long wanted = forward(library, t.x(), t.anyW(), after.bias(t.bias()), t.y(), attributes);
    OneDnnOrder order = new OneDnnOrder(t.w(), type(wanted, WEIGHTS_TYPE));
    OneDnn.check(OneDnnCalls.dnnl_primitive_attr_destroy(attributes));
    return freed(order, t, wanted);
  }

  /** The order that the kernel is given in. */
  public OneDnnOrder given() {
    Types t = types();
    return freed(new OneDnnOrder(t.w(), t.w()), t);
  }

  /**
   * The step that makes the output.
   *
   * @param w the kernel in this order; brought into another each time if it is as given
   * @param operands of what follows
   */
  public Runnable forward(
      OneDnn library,
      BytePointer x,
      BytePointer w,
      OneDnnOrder order,
      List<BytePointer> operands,
      BytePointer y,
      Frame f) {
    Types t = types();
    long packed = order.type();
    long attributes = after.attributes(t.channels(), t.y());
    long kernel = order.isGiven() ? t.anyW() : packed;
    long wanted = forward(library, t.x(), kernel, after.bias(t.bias()), t.y(), attributes);
    OneDnnStep step =
        new OneDnnStep(library, f)
            .read(SOURCE, x, t.x(), type(wanted, SOURCE_TYPE))
            .read(WEIGHTS, w, packed, type(wanted, WEIGHTS_TYPE))
            .write(DESTINATION, y, t.y(), type(wanted, DESTINATION_TYPE));
    after.read(step, operands, t.bias(), t.channels(), t.y());
    Runnable made = step.run(wanted);
    OneDnn.check(OneDnnCalls.dnnl_primitive_attr_destroy(attributes));
    OneDnn.check(OneDnnCalls.dnnl_memory_desc_destroy(packed));
    return freed(made, t, wanted);
  }

  /** The step that makes the gradient of the input. */
  public Runnable inputGradient(
      OneDnn library, BytePointer dy, BytePointer w, BytePointer dx, Frame f) {
    Types t = types();
    long hint = forward(library, t.x(), t.anyW(), 0, t.y(), library.attributes());
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
                    g.strides(),
                    gaps(),
                    g.low(),
                    g.high(),
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
    long hint = forward(library, t.anyX(), t.anyW(), 0, t.anyY(), library.attributes());
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
                    g.strides(),
                    gaps(),
                    g.low(),
                    g.high(),
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

  private long forward(OneDnn library, long x, long w, long bias, long y, long attributes) {
    return OneDnn.made(
        p ->
            OneDnnCalls.dnnl_convolution_forward_primitive_desc_create(
                p,
                library.engine(),
                TRAINING,
                DIRECT,
                x,
                w,
                bias,
                y,
                g.strides(),
                gaps(),
                g.low(),
                g.high(),
                attributes));
  }

  private static long type(long wanted, int which) {
    return OneDnnCalls.dnnl_primitive_desc_query_md(wanted, which, 0);
  }

  private static <T> T freed(T made, Types types, long... wanted) {
    for (long w : wanted) {
      OneDnn.check(OneDnnCalls.dnnl_primitive_desc_destroy(w));
    }
    types.free();
    return made;
  }

  /** oneDNN counts what lies between two elements of a window. */
  private long[] gaps() {
    return Arrays.stream(g.dilation()).map(d -> d - 1).toArray();
  }

  private Types types() {
    long[] w = weights();
    long[] channels = new long[g.rank() + 2];
    Arrays.fill(channels, 1);
    channels[g.rank() + 1] = g.filters();
    return new Types(
        OneDnnImages.type(g.inputShape()),
        OneDnn.type(w, weightSteps()),
        OneDnnImages.type(g.outputShape()),
        OneDnn.type(new long[] {g.filters()}, new long[] {1}),
        OneDnnImages.type(channels),
        OneDnnImages.anyType(g.inputShape()),
        OneDnn.anyType(w),
        OneDnnImages.anyType(g.outputShape()));
  }

  /** {@code (groups, filters of one, channels of one, kernel...)}. */
  private long[] weights() {
    return groups(g.groups(), g.groupFilters(), g.groupChannels(), g.kernel());
  }

  private long[] weightSteps() {
    long[] taps = new long[g.rank()];
    long step = g.groupChannels() * g.filters();
    for (int i = g.rank() - 1; i >= 0; i--) {
      taps[i] = step;
      step *= g.kernel()[i];
    }
    return groups(g.groupFilters(), 1, g.filters(), taps);
  }

  private long[] groups(long ofGroups, long ofFilters, long ofChannels, long[] ofKernel) {
    List<Long> all = new ArrayList<>();
    if (g.groups() > 1) {
      all.add(ofGroups);
    }
    all.add(ofFilters);
    all.add(ofChannels);
    Arrays.stream(ofKernel).forEach(all::add);
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
