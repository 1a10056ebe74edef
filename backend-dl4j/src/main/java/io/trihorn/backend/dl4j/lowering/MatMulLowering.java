package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrix products: oneDNN's newest where it is there, else libnd4j's. */
final class MatMulLowering {
  /** A row or a few are as fast in libnd4j, which needs no call of its own for them. */
  private static final long FEWEST_ROWS = 8;

  private MatMulLowering() {}

  /** A matrix operand: dense memory, and whether it is to be read transposed. */
  private record Side(Ref dense, boolean transposed) {
    /** A matrix that is stored transposed is read so instead of being copied. */
    static Side of(Emitter emit, Ref x, boolean transposed) {
      Ref swapped = swapped(x);
      return !x.isDense() && swapped.isDense()
          ? new Side(swapped, !transposed)
          : new Side(emit.dense(x), transposed);
    }

    OneDnn.Matrices in(Frame f) {
      long stored = dense.dim(dense.rank() - 2);
      long length = dense.dim(dense.rank() - 1);
      return new OneDnn.Matrices(f.address(dense), leading(dense), stored, length, transposed);
    }

    Ref matrices() {
      int r = dense.rank();
      return r == 2 ? dense : dense.reshape(leading(dense), dense.dim(r - 2), dense.dim(r - 1));
    }
  }

  private static Ref swapped(Ref x) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < x.rank() - 2; i++) {
      order.add(i);
    }
    order.add(x.rank() - 1);
    order.add(x.rank() - 2);
    return x.transpose(order);
  }

  private static long leading(Ref x) {
    return x.size() / (x.dim(x.rank() - 2) * x.dim(x.rank() - 1));
  }

  static Ref lower(Linear.MatMul op, Lowering l) {
    Ref z = l.result();
    multiply(l.emit(), l.in(0), op.transposeA(), l.in(1), op.transposeB(), z);
    return z;
  }

  /** {@code z = a b}, where z is dense. */
  static void multiply(Emitter emit, Ref a, boolean transposeA, Ref b, boolean transposeB, Ref z) {
    Side x = Side.of(emit, a, transposeA);
    Side y = Side.of(emit, b, transposeB);
    if (y.transposed() && emit.isInvariant(y.dense())) {
      // libnd4j takes up to three times as long with the second matrix transposed.
      y = new Side(emit.dense(swapped(y.dense())), false);
    }
    Optional<OneDnn> oneDnn = emit.isForCard() ? Optional.empty() : OneDnn.library();
    if (oneDnn.isPresent() && isFaster(z) && x.dense().size() > 0) {
      multiply(emit, oneDnn.get(), x, y, z);
      return;
    }
    Ref product =
        z.rank() == 2 ? z : z.reshape(leading(z), z.dim(z.rank() - 2), z.dim(z.rank() - 1));
    emit.custom(
        "matmul",
        List.of(x.matrices(), y.matrices()),
        List.of(product),
        Args.ints(x.transposed() ? 1 : 0, y.transposed() ? 1 : 0, 0));
  }

  private static boolean isFaster(Ref z) {
    return z.dtype() == DataType.FLOAT32 && z.size() > 0 && z.dim(z.rank() - 2) >= FEWEST_ROWS;
  }

  private static void multiply(Emitter emit, OneDnn oneDnn, Side x, Side y, Ref z) {
    emit.step(
        "oneDNN product",
        List.of(x.dense(), y.dense()),
        List.of(z),
        false,
        f -> oneDnn.product(x.in(f), y.in(f), new Side(z, false).in(f), f));
  }
}
