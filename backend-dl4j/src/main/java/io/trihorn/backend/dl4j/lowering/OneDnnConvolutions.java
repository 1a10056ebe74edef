package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnConvolution;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

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
    return result("convolution", x, w, g.outputShape(), OneDnnConvolution::forward);
  }

  Ref inputGradient(Ref dy, Ref w) {
    return result("input gradient", dy, w, g.inputShape(), OneDnnConvolution::inputGradient);
  }

  Ref kernelGradient(Ref x, Ref dy) {
    return result("kernel gradient", x, dy, g.kernelShape(), OneDnnConvolution::kernelGradient);
  }

  /** What makes the step of one of the three, from its two operands to its result. */
  private interface Form {
    Runnable step(
        OneDnnConvolution convolution,
        OneDnn library,
        BytePointer a,
        BytePointer b,
        BytePointer result,
        Frame frame);
  }

  private Ref result(String name, Ref a, Ref b, long[] shape, Form form) {
    Ref result = emit.temp(a.dtype(), shape);
    emit.step(
        "oneDNN " + name,
        List.of(a, b),
        List.of(result),
        false,
        f ->
            form.step(
                new OneDnnConvolution(g),
                library,
                f.address(a),
                f.address(b),
                f.address(result),
                f));
    return result;
  }
}
