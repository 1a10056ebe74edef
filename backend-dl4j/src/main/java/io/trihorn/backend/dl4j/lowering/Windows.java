package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * libnd4j's ops that move windows over images, with oneDNN's and cuDNN's help. One spatial axis is
 * two, of which the first has extent 1; where the ops have no padding as it is asked for, images
 * get a border before.
 *
 * @param images the images
 * @param asked the windows as they are asked for
 * @param around the windows over two axes or three, of images without a border
 * @param g the windows over images as the ops take them
 */
record Windows(Images images, ConvGeometry asked, ConvGeometry around, ConvGeometry g) {
  private static final long SAME_PADDING = 0;
  private static final long KERNEL_AS_IS = 0;

  static Windows of(Images images, ConvGeometry asked) {
    ConvGeometry g = asked.rank() == 1 ? asked.lifted() : asked;
    return new Windows(images, asked, g, needsBorder(g) ? g.padded() : g);
  }

  /** Where padding is not as much behind as before, or dilation changes what it means. */
  private static boolean needsBorder(ConvGeometry g) {
    return !g.isSymmetric() || (g.isDilated() && g.hasPadding());
  }

  boolean isBordered() {
    return around != g;
  }

  /** What a convolution gives. */
  Ref conv(Ref x, Ref w) {
    Emitter emit = images.emit();
    Ref y = output(x.dtype());
    if (isOne()) {
      op(convOp(), List.of(lifted(x, 0), kernel(w)), List.of(y), number(), KERNEL_AS_IS);
      return result(y);
    }
    Windows each = of(images, asked.group());
    for (int i = 0; i < asked.groups(); i++) {
      Ref part = each.conv(channels(x, i), emit.dense(filters(w, w.rank() - 1, i)));
      emit.copy(part, filters(result(y), channelAxis(x), i));
    }
    return result(y);
  }

  /** Both gradients of a convolution: the input's and the kernel's. */
  List<Ref> convGradients(Ref x, Ref w, Ref dy) {
    Emitter emit = images.emit();
    Ref dw = emit.temp(x.dtype(), asked.kernelShape());
    if (isOne()) {
      Ref dx = input(x.dtype());
      List<Ref> in = List.of(lifted(x, 0), kernel(w), output(dy));
      op(convOp() + "_bp", in, List.of(dx, kernel(dw)), number(), KERNEL_AS_IS);
      return List.of(inside(dx), dw);
    }
    Ref dx = emit.temp(x.dtype(), x.shape());
    Windows each = of(images, asked.group());
    for (int i = 0; i < asked.groups(); i++) {
      Ref filters = emit.dense(filters(w, w.rank() - 1, i));
      Ref gradient = filters(dy, channelAxis(dy), i);
      List<Ref> parts = each.convGradients(channels(x, i), filters, gradient);
      emit.copy(parts.get(0), channels(dx, i));
      emit.copy(parts.get(1), filters(dw, dw.rank() - 1, i));
    }
    return List.of(dx, dw);
  }

  /** The input gradient of a convolution: the elements of the images do not matter for it. */
  Ref convInputGradient(Ref dy, Ref w) {
    long[] shape = images.shape(asked.batch(), asked.input(), asked.channels());
    return convGradients(images.emit().zeros(dy.dtype(), shape), w, dy).get(0);
  }

  /** The kernel gradient of a convolution. */
  Ref convKernelGradient(Ref x, Ref dy) {
    Ref w = images.emit().zeros(x.dtype(), asked.kernelShape());
    return convGradients(x, w, dy).get(1);
  }

  /**
   * The input gradient of a convolution over two axes without groups or dilation, by the op that is
   * right where there is no padding and the windows reach the end.
   */
  Ref transposed(Ref dy, Ref w) {
    Windows reached = new Windows(images, asked, around, around.seen());
    Ref dx = reached.input(dy.dtype());
    List<Ref> in = List.of(reached.output(dy), kernel(w));
    reached.op("deconv2d", in, List.of(dx), number(), KERNEL_AS_IS);
    if (Arrays.equals(reached.g.input(), around.paddedInput())) {
      return reached.inside(dx);
    }
    long[] shape = images.shape(around.batch(), around.paddedInput(), around.channels());
    Ref padded = images.emit().zeros(dx.dtype(), shape);
    images.emit().copy(dx, padded.box(new long[shape.length], dx.shape()));
    return reached.inside(padded);
  }

  /** Whether one op does it; else each group is a convolution of its own. */
  private boolean isOne() {
    return g.groups() == 1 || (g.isDepthwise() && g.rank() == 2);
  }

  private String convOp() {
    return g.groups() > 1 ? "depthwise_conv2d" : g.rank() == 2 ? "conv2d" : "conv3dnew";
  }

  /** Depthwise kernels are (taps, channels, filters per channel) in libnd4j: the same elements. */
  private Ref kernel(Ref w) {
    LongStream channels = LongStream.of(g.channels(), g.groupFilters());
    return w.reshape(LongStream.concat(LongStream.of(g.kernel()), channels).toArray());
  }

  private Ref channels(Ref x, int group) {
    return x.part(channelAxis(x), group * asked.groupChannels(), asked.groupChannels());
  }

  private Ref filters(Ref x, int axis, int group) {
    return x.part(axis, group * asked.groupFilters(), asked.groupFilters());
  }

  int channelAxis(Ref image) {
    return images.layout().channelAxis(image.rank());
  }

  /** Images as the ops take them. */
  Ref lifted(Ref x, double border) {
    long[] shape = images.shape(around.batch(), around.input(), around.channels());
    Ref lifted = images.emit().reshape(x, shape);
    return isBordered() ? images.padded(around, lifted, border) : lifted;
  }

  /** What is given for windows, as the ops take it. */
  Ref output(Ref dy) {
    return images.emit().reshape(dy, images.shape(g.batch(), g.output(), g.filters()));
  }

  Ref output(DataType dtype) {
    return images.emit().temp(dtype, images.shape(g.batch(), g.output(), g.filters()));
  }

  Ref input(DataType dtype) {
    return images.emit().temp(dtype, images.shape(g.batch(), g.input(), g.channels()));
  }

  /** What ops give for windows, as it is asked for. */
  Ref result(Ref y) {
    return y.reshape(images.shape(asked.batch(), asked.output(), asked.filters()));
  }

  /** What ops give for images, as images that are asked for. */
  Ref inside(Ref dx) {
    Ref inner = isBordered() ? images.inside(around, dx) : dx;
    return asked.rank() == around.rank()
        ? inner
        : images.emit().reshape(inner, images.shape(g.batch(), asked.input(), g.channels()));
  }

  /** The number of the order of axes in libnd4j. */
  long number() {
    return images.layout() == Layout.CHANNELS_FIRST ? 0 : 1;
  }

  void op(String name, List<Ref> in, List<Ref> out, long... last) {
    LongStream numbers =
        Stream.of(g.kernel(), g.strides(), g.low(), g.dilation(), new long[] {SAME_PADDING}, last)
            .flatMapToLong(LongStream::of);
    images.emit().custom(name, in, out, Args.ints(numbers.toArray()));
  }
}
