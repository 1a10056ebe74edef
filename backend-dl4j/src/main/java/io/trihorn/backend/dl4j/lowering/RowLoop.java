package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.RowStep;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnOrder;
import io.trihorn.backend.dl4j.plan.OneDnnProduct;
import io.trihorn.backend.dl4j.plan.OneDnnProduct.Matrices;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.util.ArrayList;
import java.util.List;

/**
 * All steps of a recurrent layer: at each a product with the same matrix, brought into oneDNN's own
 * order once, and a kernel. Threads take some rows of the batch each, and wait for each other once,
 * at the end.
 *
 * @param matrix {@code (units, gates * units)}
 * @param transposed whether it is read the other way round
 * @param operand what it is multiplied with, {@code (batch, ...)}
 * @param product what comes of it, {@code (batch, ...)}
 * @param length the number of steps
 * @param reverse whether they run from the last position to the first
 * @param productFirst whether a step's product comes before its kernel
 */
record RowLoop(
    Ref matrix,
    boolean transposed,
    Ref operand,
    Ref product,
    int length,
    boolean reverse,
    boolean productFirst) {
  /** Rows for which a thread of their own pays: matrices of fewer are slow for their size. */
  private static final long FEWEST_ROWS = 8;

  /** Makes the kernel for some rows. */
  @FunctionalInterface
  interface Kernel {
    RowStep bind(int first, int count, Frame frame);
  }

  /**
   * Adds the steps.
   *
   * @param inPlace whether the first that is written may take the place of what is read that is as
   *     large
   */
  void add(Emitter emit, List<Ref> reads, List<Ref> writes, boolean inPlace, Kernel kernel) {
    OneDnn library = OneDnn.library().orElseThrow();
    OneDnnOrder order = product(count(0, parts())).order(library, true);
    Ref packed = Packing.packed(emit, library, order, matrix);
    List<Ref> in = new ArrayList<>(reads);
    in.add(packed);
    emit.step(
        "steps",
        in,
        writes,
        inPlace && isOne(in, writes.get(0)),
        f -> bind(library, order, packed, kernel, f));
  }

  /**
   * Whether there is one array of a size, for it is not told which one a kernel reads and writes.
   */
  private static boolean isOne(List<Ref> some, Ref like) {
    return some.stream().filter(ref -> ref.bytes() == like.bytes()).count() == 1;
  }

  private Runnable bind(OneDnn library, OneDnnOrder order, Ref packed, Kernel kernel, Frame f) {
    int parts = parts();
    List<Runnable> loops = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int first = first(i, parts);
      int count = count(i, parts);
      RowStep step = kernel.bind(first, count, f);
      Runnable make =
          () -> loops.add(loop(step, times(first, count, library, order, packed, f.beside())));
      if (parts > 1 || work() <= LibNd4j.MOST_SMALL) {
        f.lib().inOneThread(make);
        Runnable loop = loops.get(i);
        loops.set(i, () -> f.lib().inOneThread(loop));
      } else {
        make.run();
      }
    }
    return together(loops, f);
  }

  /** Of one step. */
  private long work() {
    return matrix.size() * operand.dim(0);
  }

  private int parts() {
    int threads = Parallel.threads();
    int most = (int) Math.min(threads, operand.dim(0) / FEWEST_ROWS);
    return most < 2 || work() * length <= LibNd4j.MOST_SMALL ? 1 : most;
  }

  private int first(int part, int parts) {
    return (int) (operand.dim(0) * part / parts);
  }

  private int count(int part, int parts) {
    return first(part + 1, parts) - first(part, parts);
  }

  private OneDnnProduct product(int rows) {
    return new OneDnnProduct(
        new Matrices(1, rows, operand.dim(1), false),
        new Matrices(1, matrix.dim(0), matrix.dim(1), transposed),
        new Matrices(1, rows, product.dim(1), false));
  }

  /** The product of some rows. */
  private Runnable times(
      int first, int count, OneDnn library, OneDnnOrder order, Ref packed, Frame f) {
    return product(count)
        .step(
            library,
            f.address(operand.part(0, first, count)),
            f.address(packed),
            order,
            List.of(),
            f.address(product.part(0, first, count)),
            f);
  }

  private Runnable loop(RowStep step, Runnable times) {
    return () -> {
      step.start();
      for (int i = 0; i < length; i++) {
        int at = reverse ? length - 1 - i : i;
        if (productFirst) {
          times.run();
        }
        step.step(at);
        if (!productFirst) {
          times.run();
        }
      }
      step.finish();
    };
  }

  private static Runnable together(List<Runnable> loops, Frame f) {
    if (loops.size() == 1) {
      return loops.get(0);
    }
    if (f.resources().guards() != null) {
      // Guards cannot tell which of two threads wrote.
      return () -> loops.forEach(Runnable::run);
    }
    return () -> Parallel.each(loops.size(), i -> loops.get(i).run());
  }
}
