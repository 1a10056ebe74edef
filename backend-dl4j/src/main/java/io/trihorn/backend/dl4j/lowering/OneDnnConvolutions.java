package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnConvolution;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;
import java.util.Optional;

/** Convolutions and their gradients by oneDNN's newest, of arrays as they lie. */
record OneDnnConvolutions(Emitter emit, OneDnn library, ConvGeometry g) {

  /** For a convolution that oneDNN does, where it is there. */
  static Optional<OneDnnConvolutions> of(Emitter emit, ConvGeometry g, DataType dtype) {
    if (emit.isForCard() || dtype != DataType.FLOAT32 || g.rank() > 3) {
      return Optional.empty();
    }
    return g.windows() == 0 || g.taps() * g.channels() * g.filters() == 0
        ? Optional.empty()
        : OneDnn.library().map(library -> new OneDnnConvolutions(emit, library, g));
  }

  Ref forward(Ref x, Ref w) {
    Ref y = emit.temp(x.dtype(), g.outputShape());
    emit.step(
        "oneDNN convolution",
        List.of(x, w),
        List.of(y),
        false,
        f -> convolution().forward(library, f.address(x), f.address(w), f.address(y), f));
    return y;
  }

  Ref inputGradient(Ref dy, Ref w) {
    Ref dx = emit.temp(dy.dtype(), g.inputShape());
    emit.step(
        "oneDNN input gradient",
        List.of(dy, w),
        List.of(dx),
        false,
        f -> convolution().inputGradient(library, f.address(dy), f.address(w), f.address(dx), f));
    return dx;
  }

  Ref kernelGradient(Ref x, Ref dy) {
    Ref dw = emit.temp(x.dtype(), g.kernelShape());
    emit.step(
        "oneDNN kernel gradient",
        List.of(x, dy),
        List.of(dw),
        false,
        f -> convolution().kernelGradient(library, f.address(x), f.address(dy), f.address(dw), f));
    return dw;
  }

  private OneDnnConvolution convolution() {
    return new OneDnnConvolution(
        g.batch(),
        g.input(),
        g.output(),
        g.kernel(),
        g.strides(),
        g.dilation(),
        g.low(),
        g.high(),
        g.channels(),
        g.filters(),
        g.groups());
  }
}
