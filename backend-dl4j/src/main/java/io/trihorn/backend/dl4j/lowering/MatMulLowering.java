package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnOrder;
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
    return lower(op, l, List.of());
  }

  /** With what follows, if {@link #hasEnding}. */
  static Ref lower(Linear.MatMul op, Lowering l, List<Link> links) {
    Ref z = l.result();
    multiply(l.emit(), l.in(0), op.transposeA(), l.in(1), op.transposeB(), z, links);
    return z;
  }

  /** {@code z = a b}, where z is dense. */
  static void multiply(Emitter emit, Ref a, boolean transposeA, Ref b, boolean transposeB, Ref z) {
    multiply(emit, a, transposeA, b, transposeB, z, List.of());
  }

  /** The same with what follows. */
  static void multiply(
      Emitter emit, Ref a, boolean transposeA, Ref b, boolean transposeB, Ref z, List<Link> links) {
    Side x = Side.of(emit, a, transposeA);
    Side y = Side.of(emit, b, transposeB);
    Optional<OneDnn> oneDnn = emit.isForCard() ? Optional.empty() : OneDnn.library();
    if (oneDnn.isPresent() && isFaster(z) && x.dense().size() > 0) {
      multiply(emit, oneDnn.get(), x, y, z, links);
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

  /** Whether what follows on a product of two matrices can be made with it. */
  static boolean hasEnding(DataType dtype, long rows, long inner, long columns) {
    return OneDnn.library().isPresent()
        && dtype == DataType.FLOAT32
        && rows >= FEWEST_ROWS
        && inner * columns > 0;
  }

  private static boolean isFaster(Ref z) {
    return z.dtype() == DataType.FLOAT32 && z.size() > 0 && z.dim(z.rank() - 2) >= FEWEST_ROWS;
  }

  private static void multiply(
      Emitter emit, OneDnn oneDnn, Side x, Side y, Ref z, List<Link> links) {
    Ref left = x.dense();
    Ref right = y.dense();
    if (!links.isEmpty() && y.transposed()) {
      // What follows goes by columns.
      multiply(emit, oneDnn, x, new Side(emit.dense(swapped(right)), false), z, links);
      return;
    }
    Ending ending = Ending.of(emit, links, right);
    OneDnnProduct alone = new OneDnnProduct(x.stored(), y.stored(), new Side(z, false).stored());
    OneDnnProduct whole = alone.followedBy(ending.folded().postOps());
    Ref matrix = ending.folded().matrix();
    OneDnnOrder order = whole.order(oneDnn, emit.isInvariant(matrix));
    Ref packed = Packing.packed(emit, oneDnn, order, matrix);
    ending.add(
        emit,
        "oneDNN product",
        left,
        right,
        packed,
        z,
        (operands, f) ->
            whole.step(
                oneDnn, f.address(left), f.address(packed), order, operands, f.address(z), f),
        f -> {
          OneDnnOrder given = alone.order(oneDnn, false);
          return alone.step(
              oneDnn, f.address(left), f.address(right), given, List.of(), f.address(z), f);
        });
  }
}
