package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradient of maximum pooling, by the positions of the first maxima, which ONNX's pooling gives
 * beside them, counted over the whole operand. Comparing the operand with the maxima, place by
 * place of the window, takes as long and twenty times as many nodes.
 */
final class MaxPoolGradients {
  private MaxPoolGradients() {}

  static Operand lower(PoolSpec spec, Lowering l) {
    Emit e = l.emit();
    Operand x = Windows.toOnnx(e, l.input(0), spec.layout());
    Operand dy = Windows.toOnnx(e, l.input(2), spec.layout());
    TensorType out = dy.type();
    Operand positions =
        e.writer()
            .write(
                "MaxPool",
                List.of(out, out.withDtype(DataType.INT64)),
                List.of(x),
                PoolLowerings.attributes(spec))
            .get(1);
    boolean apart =
        IntStream.range(0, spec.spatialRank())
            .allMatch(i -> spec.window().get(i) <= spec.strides().get(i));
    // MaxUnpool overwrites where windows overlap.
    Operand dx =
        apart && e.has("MaxUnpool", x.dtype())
            ? e.node(
                "MaxUnpool",
                x.type(),
                List.of(dy, positions, e.longs(x.dims())),
                PoolLowerings.attributes(spec))
            : e.addedAt(e.full(x.dtype(), 0, x.type().size()), positions, dy);
    return Windows.fromOnnx(e, e.reshape(dx, x.dims()), spec.layout());
  }
}
