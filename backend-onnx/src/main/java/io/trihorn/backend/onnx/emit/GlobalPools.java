package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Reduction.Reduce;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Reductions of images to one number for each channel as ONNX's poolings over all places, which
 * read blocks of channels as they lie.
 */
final class GlobalPools {
  private static final List<Integer> PLACES = List.of(2, 3);

  private GlobalPools() {}

  /** A reduction as poolings, if it is one, images lie in blocks, and its result is the same. */
  static Optional<Operand> reduce(Reduce op, Lowering l) {
    Operand x = l.input(0);
    if (!l.emit().writer().blocked()
        || x.rank() != 4
        || x.dtype() != DataType.FLOAT32
        || !op.axes().equals(PLACES)) {
      return Optional.empty();
    }
    if (op.kind() == ReduceKind.MEAN) {
      return Optional.of(l.emit().reshape(pool("GlobalAveragePool", l), l.dims()));
    }
    return op.kind() == ReduceKind.MAX && l.emit().writer().operator(x).equals("Relu")
        ? Optional.of(l.emit().reshape(greatest(l), l.dims()))
        : Optional.empty();
  }

  /** The greatest of what is rectified, whose mean is NaN exactly where an element is. */
  private static Operand greatest(Lowering l) {
    Emit e = l.emit();
    Operand mean = pool("GlobalAveragePool", l);
    Operand isNan = e.node("IsNaN", mean.type().withDtype(DataType.BOOLEAN), List.of(mean));
    return e.where(isNan, mean, pool("GlobalMaxPool", l));
  }

  private static Operand pool(String operator, Lowering l) {
    Operand x = l.input(0);
    TensorType type = x.type().withShape(new long[] {x.dim(0), x.dim(1), 1, 1});
    return l.emit().node(operator, type, List.of(x));
  }
}
