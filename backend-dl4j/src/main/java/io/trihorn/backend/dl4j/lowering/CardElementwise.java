package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Primitives;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Functions of elements by libnd4j alone. Its expm1 and log1p are {@code exp(x) - 1} and {@code
 * log(1 + x)}, its float64 tanh loses half of the digits near 0, its sign, maximum and minimum lose
 * NaN, and its integer division by zero ends the process, on processors.
 */
final class CardElementwise {
  /** What is composed for floats of any width. */
  private static final Map<UnaryKind, UnaryOperator<Tensor>> COMPOSED =
      Map.of(UnaryKind.EXPM1, CardElementwise::expm1, UnaryKind.LOG1P, CardElementwise::log1p);

  private CardElementwise() {}

  static Ref unary(UnaryKind kind, Lowering l) {
    Emitter emit = l.emit();
    Ref x = emit.dense(l.in(0).withoutRepeats());
    return unary(emit, kind, x, l.type().dtype()).broadcast(l.type().dims());
  }

  private static Ref unary(Emitter emit, UnaryKind kind, Ref x, DataType made) {
    if (COMPOSED.containsKey(kind)) {
      return compose(emit, List.of(x), in -> COMPOSED.get(kind).apply(in.get(0)));
    }
    if (kind == UnaryKind.TANH && x.dtype() == DataType.FLOAT64) {
      return compose(emit, List.of(x), in -> tanh(in.get(0)));
    }
    Ref z = emit.temp(made, x.shape());
    ElementwiseLowerings.transform(emit, kind, x, z);
    return kind == UnaryKind.SIGN && x.dtype().isFloating()
        ? compose(emit, List.of(x, z), in -> nanOr(in.get(0), in.get(1)))
        : z;
  }

  private interface Composition {
    Tensor of(List<Tensor> arguments);
  }

  private static Ref compose(Emitter emit, List<Ref> arguments, Composition made) {
    return GraphLowering.compose(emit, arguments, in -> List.of(made.of(in))).get(0);
  }

  private static Tensor nanOr(Tensor x, Tensor otherwise) {
    return Ops.where(Ops.isnan(x), x, otherwise);
  }

  /** By what rounding did to the exponential, which cancels (W. Kahan). */
  private static Tensor expm1(Tensor x) {
    Tensor u = Ops.exp(x);
    Tensor minus = Ops.subtract(u, 1);
    Tensor near = Ops.divide(Ops.multiply(minus, x), log(u));
    return Ops.where(Ops.less(Ops.abs(x), 1), Ops.where(Ops.equal(u, 1), x, near), minus);
  }

  /** By what rounding did to the sum, which cancels (W. Kahan). */
  private static Tensor log1p(Tensor x) {
    Tensor u = Ops.add(x, 1);
    Tensor log = log(u);
    Tensor near = Ops.divide(Ops.multiply(log, x), Ops.subtract(u, 1));
    return Ops.where(Ops.less(Ops.abs(x), 1), Ops.where(Ops.equal(u, 1), x, near), log);
  }

  /** Without what {@link Ops#log} makes of logarithms of sums and exponentials. */
  private static Tensor log(Tensor x) {
    Primitives ops = new Primitives(x.builder());
    return new Tensor(x.builder(), ops.unary(UnaryKind.LOG, x.value()));
  }

  private static Tensor tanh(Tensor x) {
    Tensor e = expm1(Ops.multiply(Ops.abs(x), -2));
    return Ops.multiply(Ops.sign(x), Ops.divide(Ops.negative(e), Ops.add(e, 2)));
  }

  static Ref binary(BinaryKind kind, Lowering l) {
    Emitter emit = l.emit();
    Ref x = emit.dense(l.in(0).withoutRepeats());
    Ref y = emit.dense(l.in(1).withoutRepeats());
    long[] shape = ElementwiseLowerings.commonShape(x, y);
    Ref z = emit.temp(l.type().dtype(), shape);
    return binary(emit, kind, x, y, z).broadcast(l.type().dims());
  }

  private static Ref binary(Emitter emit, BinaryKind kind, Ref x, Ref y, Ref z) {
    boolean extreme = kind == BinaryKind.MAX || kind == BinaryKind.MIN;
    if (extreme && z.dtype().isFloating()) {
      return extreme(emit, kind, x, y, z);
    }
    if (kind == BinaryKind.DIV && !z.dtype().isFloating()) {
      return divide(emit, x, y, z);
    }
    BinaryLowering.emit(emit, kind, x, y, z);
    return z;
  }

  private static Ref extreme(Emitter emit, BinaryKind kind, Ref x, Ref y, Ref z) {
    if (BinaryLowering.keepsNan(emit, kind, x, y, z)) {
      return z;
    }
    BinaryLowering.emit(emit, kind, x, y, z);
    return compose(emit, List.of(x, y, z), in -> nanOr(in.get(0), nanOr(in.get(1), in.get(2))));
  }

  /** By divisors that processors take: neither 0 nor, with which the least number overflows, -1. */
  private static Ref divide(Emitter emit, Ref x, Ref y, Ref z) {
    boolean signed = z.dtype() != DataType.UINT8;
    Ref divisor =
        compose(
            emit,
            List.of(y),
            in -> {
              Tensor d = in.get(0);
              Tensor safe = Ops.where(Ops.equal(d, 0), Ops.add(d, 1), d);
              return signed ? Ops.where(Ops.equal(d, -1), Ops.add(d, 2), safe) : safe;
            });
    BinaryLowering.emit(emit, BinaryKind.DIV, x, divisor, z);
    return signed
        ? compose(
            emit,
            List.of(x, y, z),
            in -> Ops.where(Ops.equal(in.get(1), -1), Ops.negative(in.get(0)), in.get(2)))
        : z;
  }

  /**
   * {@code y ^ ((x ^ y) & mask)} on the bits, where the mask is all ones or none: NaN and infinity
   * on the other side do no harm, as they would in arithmetic. libnd4j's own op goes through the
   * elements on the host.
   */
  static Ref where(Lowering l) {
    Emitter emit = l.emit();
    Ref c = l.in(0).withoutRepeats();
    Ref x = l.in(1).withoutRepeats();
    Ref y = l.in(2).withoutRepeats();
    long[] shape = ElementwiseLowerings.commonShape(c, x, y);
    DataType dtype = l.type().dtype();
    if (dtype.getNumOfBytes() == 2) {
      // libnd4j knows 16 bits, and we have no name for them.
      Ref wide =
          GraphLowering.compose(
                  emit,
                  List.of(c, emit.cast(x, DataType.FLOAT32), emit.cast(y, DataType.FLOAT32)),
                  in -> List.of(Ops.where(in.get(0), in.get(1), in.get(2))))
              .get(0);
      return emit.cast(wide, dtype).broadcast(l.type().dims());
    }
    DataType bits =
        switch (dtype.getNumOfBytes()) {
          case 1 -> DataType.INT8;
          case 4 -> DataType.INT32;
          default -> DataType.INT64;
        };
    Ref z = emit.temp(dtype, shape);
    Ref chosen = emit.cast(emit.dense(c.broadcast(shape)), bits);
    Ref left = emit.dense(x.broadcast(shape)).as(bits);
    Ref right = emit.dense(y.broadcast(shape)).as(bits);
    Ref mask = emit.temp(bits, shape);
    Ref differing = emit.temp(bits, shape);
    Ref taken = emit.temp(bits, shape);
    ElementwiseLowerings.transform(emit, UnaryKind.NEG, chosen, mask);
    bitwise(emit, "bitwise_xor", left, right, differing);
    bitwise(emit, "bitwise_and", differing, mask, taken);
    bitwise(emit, "bitwise_xor", taken, right, z.as(bits));
    return z.broadcast(l.type().dims());
  }

  private static void bitwise(Emitter emit, String op, Ref x, Ref y, Ref z) {
    emit.custom(op, List.of(Emitter.flat(x), Emitter.flat(y)), List.of(Emitter.flat(z)), Args.NONE);
  }
}
