package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.number;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AbsMaxRounding;
import io.trihorn.composites.Gelu;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.IntegerProduct;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Later;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.RandomBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The composites that have a faster form than their decomposition: a row for each. */
final class CompositeLowerings {
  /**
   * The largest batch for which ONNX Runtime's GRU beats a loop of products, measured: it takes the
   * sequences of a batch one by one. Its LSTM wins at every size.
   */
  private static final int GRU_BATCH = 4;

  /** The element types that the engine chooses between by a condition. */
  private static final Set<DataType> CHOSEN =
      Set.of(DataType.FLOAT32, DataType.FLOAT64, DataType.INT32, DataType.INT64);

  /** Whether a composite is claimed for operands of these types. */
  static final OpTable<List<TensorType>, Boolean> CLAIMS =
      new OpTable<List<TensorType>, Boolean>("claim")
          .on(Fusions.Relu.class, (op, in) -> single(in))
          .on(Fusions.Softmax.class, (op, in) -> true)
          .on(Fusions.LogSoftmax.class, (op, in) -> true)
          .on(Fusions.Softplus.class, (op, in) -> in.get(0).dtype() != DataType.FLOAT64)
          .on(RandomBits.class, (op, in) -> true)
          .on(Later.class, (op, in) -> in.stream().allMatch(t -> t.size() > 0))
          .on(Gelu.class, (op, in) -> single(in))
          .on(LayerNormalize.class, (op, in) -> single(in))
          .on(AbsMaxRounding.class, (op, in) -> single(in) && IntegerLowerings.fits(op))
          .on(IntegerProduct.class, (op, in) -> in.stream().allMatch(t -> t.size() > 0))
          .on(LstmSequence.class, (op, in) -> single(in))
          .on(GruSequence.class, (op, in) -> single(in) && in.get(0).dim(1) <= GRU_BATCH);

  /** The composites that are operators in files though programs may do without. */
  static final OpTable<List<TensorType>, Boolean> WRITTEN =
      new OpTable<List<TensorType>, Boolean>("operator")
          .on(GruSequence.class, (op, in) -> single(in));

  /** How many indices of random elements stand in the model; more are put together from two. */
  private static final int INDICES = 4096;

  private static final int[] SHIFTS = {17, 11, 15};
  private static final int[] FACTORS = {0xed5ad4bb, 0xac4c1b51, 0x31848bab};
  private static final int LAST_SHIFT = 14;

  private CompositeLowerings() {}

  /** ONNX Runtime has these for single precision only. */
  private static boolean single(List<TensorType> inputs) {
    return inputs.stream().allMatch(t -> t.dtype() == DataType.FLOAT32 && t.size() > 0);
  }

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Fusions.Relu.class, (op, l) -> List.of(l.emit().unary("Relu", l.input(0))))
        .on(Fusions.Softmax.class, (op, l) -> List.of(alongAxis("Softmax", op.axis(), l)))
        .on(Fusions.LogSoftmax.class, (op, l) -> List.of(alongAxis("LogSoftmax", op.axis(), l)))
        .on(Fusions.Softplus.class, (op, l) -> List.of(l.emit().unary("Softplus", l.input(0))))
        .on(RandomBits.class, (op, l) -> List.of(randomBits(l)))
        .on(Later.class, (op, l) -> List.of(later(l)))
        .on(Gelu.class, (op, l) -> List.of(gelu(op, l)))
        .on(LayerNormalize.class, (op, l) -> List.of(layerNormalize(op, l)))
        .on(AbsMaxRounding.class, IntegerLowerings::rounding)
        .on(IntegerProduct.class, (op, l) -> List.of(IntegerLowerings.product(l)))
        .on(LstmSequence.class, RecurrentLowerings::lstm)
        .on(GruSequence.class, RecurrentLowerings::gru);
  }

  /** There is no order but that of what depends on what; a choice between equals is not folded. */
  private static Operand later(Lowering l) {
    Emit e = l.emit();
    Operand after = l.input(1);
    Operand first = e.slice(e.reshape(after, after.type().size()), 0, 0, 1);
    Operand condition =
        e.node(
            "IsNaN", TensorType.of(DataType.BOOLEAN, 1), List.of(e.cast(first, DataType.FLOAT32)));
    Operand x = l.input(0);
    DataType chosen =
        CHOSEN.contains(x.dtype())
            ? x.dtype()
            : x.dtype().isFloating() ? DataType.FLOAT32 : DataType.INT64;
    Operand flat = e.cast(e.reshape(x, x.type().size()), chosen);
    Operand same = e.node("Where", flat.type(), List.of(condition, flat, flat));
    return e.cast(e.reshape(same, x.dims()), x.dtype());
  }

  private static Operand gelu(Gelu op, Lowering l) {
    Emit e = l.emit();
    Operand x = l.input(0);
    if (e.writer().opset() >= Opsets.GELU) {
      String form = op.approximate() ? "tanh" : "none";
      return e.node("Gelu", x.type(), List.of(x), text("approximate", form));
    }
    Operand share =
        op.approximate()
            ? e.unary(
                "Tanh",
                e.mul(e.add(x, e.mul(e.mul(e.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
            : e.unary("Erf", e.mul(x, Math.sqrt(0.5)));
    return e.mul(e.mul(x, 0.5), e.add(share, 1));
  }

  private static Operand layerNormalize(LayerNormalize op, Lowering l) {
    Emit e = l.emit();
    List<Operand> inputs = new ArrayList<>(l.inputs());
    if (e.errs("LayerNormalization")) {
      // The same values about zero.
      Operand x = l.input(0);
      List<Integer> axes = IntStream.range(x.rank() - op.axes(), x.rank()).boxed().toList();
      inputs.set(0, e.sub(x, e.reduce("ReduceMean", x, axes, true)));
    }
    return e.node(
        "LayerNormalization",
        l.input(0).type(),
        inputs,
        integer("axis", -op.axes()),
        number("epsilon", op.epsilon()));
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
    Operand shifted = Shifts.unsigned(e, "RIGHT", x.type(), x, e.scalar(x, shift));
    return e.binary("BitwiseXor", x, shifted);
  }
}
