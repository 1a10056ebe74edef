package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnProduct;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrix products: oneDNN's newest where it is there, else libnd4j's. */
final class MatMulLowering {
  /** A row or a few are as fast in libnd4j, which needs no call of its own for them. */
  private static final long FEWEST_ROWS = 8;

  private static final String PRODUCT = "oneDNN product";

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

    OneDnnProduct.Matrices stored() {
      long rows = dense.dim(dense.rank() - 2);
      long length = dense.dim(dense.rank() - 1);
      return new OneDnnProduct.Matrices(leading(dense), rows, length, transposed);
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
    Optional<OneDnn> oneDnn = emit.isForCard() ? Optional.empty() : OneDnn.library();
    if (oneDnn.isPresent() && isFaster(z) && x.dense().size() > 0) {
      multiply(emit, oneDnn.get(), x, y, z);
      return;
    }
    if (y.transposed() && emit.isInvariant(y.dense())) {
      // libnd4j takes up to three times as long with the second matrix transposed.
      y = new Side(emit.dense(swapped(y.dense())), false);
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
    Ref left = x.dense();
    Ref right = y.dense();
    OneDnnProduct product = new OneDnnProduct(x.stored(), y.stored(), new Side(z, false).stored());
    if (!emit.isInvariant(right)) {
      emit.step(
          PRODUCT,
          List.of(left, right),
          List.of(z),
          false,
          f -> product.step(oneDnn, f.address(left), f.address(right), f.address(z), f));
      return;
    }
    OneDnnProduct.Order order = product.order(oneDnn);
    Ref packed = emit.temp(DataType.UINT8, order.bytes());
    emit.step(
        "oneDNN order",
        List.of(right),
        List.of(packed),
        false,
        f ->
            OneDnnProduct.pack(oneDnn, product.y(), f.address(right), order, f.address(packed), f));
    emit.step(
        PRODUCT,
        List.of(left, packed),
        List.of(z),
        false,
        f -> product.step(oneDnn, f.address(left), f.address(packed), order, f.address(z), f));
  }
}
