package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.MatrixProduct;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear;
import java.util.ArrayList;
import java.util.List;

/** Matrix products. */
final class MatMulLowering {
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
      // oneDNN takes up to three times as long with the second matrix transposed.
      y = new Side(emit.dense(swapped(y.dense())), false);
    }
    if (!emit.isForCard() && z.rank() == 2 && z.dtype() == DataType.FLOAT32 && !y.transposed()) {
      Ref left = x.dense();
      Ref right = y.dense();
      MatrixProduct product = new MatrixProduct(z.dim(0), z.dim(1), right.dim(0), x.transposed());
      if (product.isFaster()) {
        emit.step(
            "sgemm",
            List.of(left, right),
            List.of(z),
            false,
            f -> product.bind(f.address(left), f.address(right), f.address(z)));
        return;
      }
    }
    Ref product =
        z.rank() == 2 ? z : z.reshape(leading(z), z.dim(z.rank() - 2), z.dim(z.rank() - 1));
    emit.custom(
        "matmul",
        List.of(x.matrices(), y.matrices()),
        List.of(product),
        Args.ints(x.transposed() ? 1 : 0, y.transposed() ? 1 : 0, 0));
  }
}
