package io.trihorn.backend.onnx.emit;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What ops give that have an operand without elements and a result with some. Few of ONNX Runtime's
 * kernels can be trusted with such operands, and shapes are static, so they never get to see one.
 */
final class EmptyOperands {
  private static final Map<ReduceKind, Double> OF_NOTHING = new EnumMap<>(ReduceKind.class);

  static {
    OF_NOTHING.put(ReduceKind.SUM, 0.0);
    OF_NOTHING.put(ReduceKind.MEAN, Double.NaN);
    OF_NOTHING.put(ReduceKind.PROD, 1.0);
    OF_NOTHING.put(ReduceKind.ANY, 0.0);
    OF_NOTHING.put(ReduceKind.ALL, 1.0);
  }

  static final OpTable<Lowering, List<Operand>> TABLE =
      new OpTable<Lowering, List<Operand>>("meaning for operands without elements")
          .on(Reduction.Reduce.class, (op, l) -> full(l, OF_NOTHING.get(op.kind())))
          .on(Linear.MatMul.class, (op, l) -> full(l, 0))
          .on(Linear.Conv.class, (op, l) -> full(l, 0))
          .on(Linear.ConvInputGradient.class, (op, l) -> full(l, 0))
          .on(Linear.ConvKernelGradient.class, (op, l) -> full(l, 0))
          .on(Shaping.Pad.class, (op, l) -> full(l, op.value()))
          .on(
              Shaping.Concat.class,
              (op, l) ->
                  List.of(
                      l.emit()
                          .concat(
                              l.inputs().stream().filter(i -> i.type().size() > 0).toList(),
                              op.axis())))
          .on(Indexing.ScatterAdd.class, (op, l) -> List.of(l.input(0)));

  private EmptyOperands() {}

  private static List<Operand> full(Lowering l, double value) {
    return List.of(l.emit().full(l.dtype(), value, l.dims()));
  }
}
