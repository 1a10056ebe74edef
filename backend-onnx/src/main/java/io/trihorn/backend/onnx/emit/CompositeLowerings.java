package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.RandomBits;
import java.util.List;

/** The composites that have a faster form than their decomposition: a row for each. */
final class CompositeLowerings {
  /** Whether a composite is claimed for operands of these types. */
  static final OpTable<List<TensorType>, Boolean> CLAIMS =
      new OpTable<List<TensorType>, Boolean>("claim")
          .on(Fusions.Softmax.class, (op, in) -> true)
          .on(Fusions.LogSoftmax.class, (op, in) -> true)
          .on(Fusions.Softplus.class, (op, in) -> in.get(0).dtype() != DataType.FLOAT64)
          .on(RandomBits.class, (op, in) -> true);

  /** How many indices of random elements stand in the model; more are put together from two. */
  private static final int INDICES = 4096;

  private static final int[] SHIFTS = {17, 11, 15};
  private static final int[] FACTORS = {0xed5ad4bb, 0xac4c1b51, 0x31848bab};
  private static final int LAST_SHIFT = 14;

  private CompositeLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Fusions.Softmax.class, (op, l) -> List.of(alongAxis("Softmax", op.axis(), l)))
        .on(Fusions.LogSoftmax.class, (op, l) -> List.of(alongAxis("LogSoftmax", op.axis(), l)))
        .on(Fusions.Softplus.class, (op, l) -> List.of(l.emit().unary("Softplus", l.input(0))))
        .on(RandomBits.class, (op, l) -> List.of(randomBits(l)));
  }

  private static Operand alongAxis(String operator, int axis, Lowering l) {
    Operand x = l.input(0);
    return l.emit().node(operator, x.type(), List.of(x), integer("axis", axis));
  }

  /** The decomposition's hash in unsigned integers, which ONNX shifts without detours. */
  private static Operand randomBits(Lowering l) {
    Emit e = l.emit();
    Operand key = e.cast(l.input(0), DataType.UINT32);
    long n = l.node().output().type().size();
    Operand index = indices(e, Math.min(n, INDICES), 1);
    if (n > INDICES) {
      long rows = (n + INDICES - 1) / INDICES;
      Operand starts = e.reshape(indices(e, rows, INDICES), rows, 1);
      index = e.slice(e.reshape(e.add(starts, index), rows * INDICES), 0, 0, n);
    }
    Operand seed = hash(e, e.slice(key, 0, 0, 1));
    Operand a = hash(e, e.binary("BitwiseXor", seed, e.slice(key, 0, 1, 2)));
    Operand b = hash(e, e.add(a, e.scalar(a, 1)));
    Operand odd = e.add(e.mul(b, e.scalar(b, 2)), e.scalar(b, 1));
    Operand spread = e.mul(e.binary("BitwiseXor", index, a), odd);
    return e.cast(e.reshape(hash(e, spread), l.dims()), DataType.INT32);
  }

  private static Operand indices(Emit e, long count, long step) {
    TensorData indices = TensorData.zeros(TensorType.of(DataType.UINT32, count));
    for (long i = 0; i < count; i++) {
      indices.setLong(i, i * step);
    }
    return e.constant(indices);
  }

  private static Operand hash(Emit e, Operand x) {
    Operand h = x;
    for (int i = 0; i < SHIFTS.length; i++) {
      h = e.mul(mixed(e, h, SHIFTS[i]), e.scalar(h, Integer.toUnsignedLong(FACTORS[i])));
    }
    return mixed(e, h, LAST_SHIFT);
  }

  private static Operand mixed(Emit e, Operand x, int shift) {
    List<Operand> operands = List.of(x, e.scalar(x, shift));
    Operand shifted = e.node("BitShift", x.type(), operands, text("direction", "RIGHT"));
    return e.binary("BitwiseXor", x, shifted);
  }
}
