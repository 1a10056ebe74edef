package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnConvolution;
import io.trihorn.backend.dl4j.plan.OneDnnOrder;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/** Convolutions and their gradients by oneDNN's newest, of arrays as they lie. */
record OneDnnConvolutions(Emitter emit, OneDnn library, ConvGeometry g) {

  /** For a convolution that oneDNN does, where it is there. */
  static Optional<OneDnnConvolutions> of(Emitter emit, ConvGeometry g, DataType dtype) {
    return emit.isForCard() || !does(g, dtype)
        ? Optional.empty()
        : OneDnn.library().map(library -> new OneDnnConvolutions(emit, library, g));
  }

  /** Whether oneDNN does a convolution. */
  static boolean does(ConvGeometry g, DataType dtype) {
    return dtype == DataType.FLOAT32
        && g.rank() <= 3
        && g.windows() > 0
        && g.taps() * g.channels() * g.filters() > 0;
  }

  Ref forward(Ref x, Ref w, List<Link> links) {
    Ending ending = Ending.of(emit, links, w);
    OneDnnConvolution whole = new OneDnnConvolution(g, ending.folded().postOps());
    OneDnnOrder order = whole.order(library);
    Ref packed = Packing.packed(emit, library, order, ending.folded().matrix());
    Ref y = emit.temp(x.dtype(), g.outputShape());
    ending.add(
        emit,
        "oneDNN convolution",
        x,
        w,
        packed,
        y,
        (operands, f) ->
            whole.forward(
                library, f.address(x), f.address(packed), order, operands, f.address(y), f),
        f -> {
          OneDnnConvolution alone = new OneDnnConvolution(g);
          return alone.forward(
              library, f.address(x), f.address(w), alone.given(), List.of(), f.address(y), f);
        });
    return y;
  }

  Ref inputGradient(Ref dy, Ref w) {
    return result("input gradient", dy, w, g.inputShape(), OneDnnConvolution::inputGradient);
  }

  Ref kernelGradient(Ref x, Ref dy) {
    return result("kernel gradient", x, dy, g.kernelShape(), OneDnnConvolution::kernelGradient);
  }

  /** What makes the step of a gradient, from its two operands to its result. */
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
