package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import java.util.Arrays;

/**
 * Convolution as products of matrices, for every geometry and type: the windows of the input are
 * laid out as rows, by one copy from a view in which they overlap.
 */
final class Columns {
  private Columns() {}

  /** The input with zeros around it. */
  static Ref padded(Emitter emit, ConvGeometry g, Ref x) {
    return new Images(emit, Layout.CHANNELS_LAST).padded(g, x, 0);
  }

  /** The windows of a group as {@code (windows, taps * channels)}. */
  private static Ref columns(Emitter emit, ConvGeometry g, Ref padded, int group) {
    int n = g.rank();
    long[] dims = new long[2 * n + 2];
    long[] steps = new long[2 * n + 2];
    dims[0] = g.batch();
    steps[0] = padded.strides()[0];
    for (int i = 0; i < n; i++) {
      long step = padded.strides()[i + 1];
      dims[i + 1] = g.output()[i];
      steps[i + 1] = step * g.strides()[i];
      dims[n + i + 1] = g.kernel()[i];
      steps[n + i + 1] = step * g.dilation()[i];
    }
    dims[2 * n + 1] = g.groupChannels();
    steps[2 * n + 1] = 1;
    Ref windows = padded.view(group * g.groupChannels(), dims, steps);
    return emit.reshape(windows, g.windows(), g.taps() * g.groupChannels());
  }

  private static Ref kernel(Emitter emit, ConvGeometry g, Ref w, int group) {
    Ref part = w.part(w.rank() - 1, group * g.groupFilters(), g.groupFilters());
    return emit.reshape(part, g.taps() * g.groupChannels(), g.groupFilters());
  }

  private static Ref filters(ConvGeometry g, Ref y, int group) {
    return y.reshape(g.windows(), g.filters()).part(1, group * g.groupFilters(), g.groupFilters());
  }

  static Ref forward(Emitter emit, ConvGeometry g, Ref x, Ref w) {
    Ref y = emit.temp(x.dtype(), g.outputShape());
    Ref padded = padded(emit, g, x);
    for (int group = 0; group < g.groups(); group++) {
      Ref part = filters(g, y, group);
      Ref product = part.isDense() ? part : emit.temp(x.dtype(), part.shape());
      MatMulLowering.multiply(
          emit, columns(emit, g, padded, group), false, kernel(emit, g, w, group), false, product);
      if (product != part) {
        emit.copy(product, part);
      }
    }
    return y;
  }

  static Ref kernelGradient(Emitter emit, ConvGeometry g, Ref x, Ref dy) {
    Ref dw = emit.temp(x.dtype(), g.kernelShape());
    Ref padded = padded(emit, g, x);
    Ref matrix = dw.reshape(g.taps() * g.groupChannels(), g.filters());
    for (int group = 0; group < g.groups(); group++) {
      Ref part = matrix.part(1, group * g.groupFilters(), g.groupFilters());
      Ref product = part.isDense() ? part : emit.temp(x.dtype(), part.shape());
      MatMulLowering.multiply(
          emit,
          columns(emit, g, padded, group),
          true,
          emit.dense(filters(g, dy, group)),
          false,
          product);
      if (product != part) {
        emit.copy(product, part);
      }
    }
    return dw;
  }

  static Ref inputGradient(Emitter emit, ConvGeometry g, Ref dy, Ref w) {
    Ref result = emit.zeros(dy.dtype(), g.padded().inputShape());
    int n = g.rank();
    for (int group = 0; group < g.groups(); group++) {
      Ref columns = emit.temp(dy.dtype(), g.windows(), g.taps() * g.groupChannels());
      MatMulLowering.multiply(
          emit, emit.dense(filters(g, dy, group)), false, kernel(emit, g, w, group), true, columns);
      for (long tap = 0; tap < g.taps(); tap++) {
        long[] starts = new long[n + 2];
        long[] dims = result.shape().clone();
        long[] steps = new long[n + 2];
        Arrays.fill(steps, 1);
        long rest = tap;
        for (int i = n - 1; i >= 0; i--) {
          starts[i + 1] = rest % g.kernel()[i] * g.dilation()[i];
          rest /= g.kernel()[i];
          dims[i + 1] = g.output()[i];
          steps[i + 1] = g.strides()[i];
        }
        starts[n + 1] = group * g.groupChannels();
        dims[n + 1] = g.groupChannels();
        Ref gradient = columns.part(1, tap * g.groupChannels(), g.groupChannels());
        emit.addTo(result.box(starts, dims, steps), rows(gradient, dims));
      }
    }
    return g.inside(result, 1);
  }

  /** Rows of a matrix under the axes of an image. */
  private static Ref rows(Ref matrix, long[] dims) {
    long[] steps = new long[dims.length];
    steps[dims.length - 1] = matrix.strides()[1];
    long step = matrix.strides()[0];
    for (int i = dims.length - 2; i >= 0; i--) {
      steps[i] = step;
      step *= dims[i];
    }
    return matrix.view(0, dims, steps);
  }
}
