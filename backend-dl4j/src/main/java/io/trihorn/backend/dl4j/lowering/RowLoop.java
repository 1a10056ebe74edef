package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.Positions;
import io.trihorn.backend.dl4j.kernels.RowStep;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * All steps of a recurrent layer: at each a product with the same matrix, and a kernel. Threads
 * take some rows of the batch each, and wait for each other once, at the end.
 *
 * @param product that of a step, after the kernel
 * @param inputs what comes before both where steps run forwards; the product comes before the
 *     kernel then
 * @param length the number of steps
 * @param reverse whether they run from the last position to the first
 */
record RowLoop(RowProduct product, Optional<Inputs> inputs, int length, boolean reverse) {
  /** Rows for which a thread of their own pays: matrices of fewer are slow for their size. */
  private static final long FEWEST_ROWS = 8;

  /**
   * A step's inputs and their product, which is used while it is in the processor's caches: what
   * all steps have together goes through memory twice.
   *
   * @param x {@code (time, batch, features)}
   * @param product of the inputs of a step, {@code (batch, features)}
   */
  record Inputs(Ref x, RowProduct product) {}

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
    List<Ref> in = new ArrayList<>(reads);
    List<Ref> out = new ArrayList<>(writes);
    RowProduct.Packed packed = product.packed(emit, library, count(0, parts()));
    in.addAll(packed.reads());
    Optional<RowProduct.Packed> first =
        inputs.map(i -> i.product().packed(emit, library, count(0, parts())));
    inputs.ifPresent(
        i -> {
          in.add(i.x());
          in.addAll(first.orElseThrow().reads());
          out.add(i.product().operand());
          out.add(i.product().result());
        });
    emit.step(
        "steps",
        in,
        out,
        inPlace && isOne(in, writes.get(0)),
        f -> bind(library, packed, first, kernel, f));
  }

  /**
   * Whether there is one array of a size, for it is not told which one a kernel reads and writes.
   */
  private static boolean isOne(List<Ref> some, Ref like) {
    return some.stream().filter(ref -> ref.bytes() == like.bytes()).count() == 1;
  }

  private Runnable bind(
      OneDnn library,
      RowProduct.Packed packed,
      Optional<RowProduct.Packed> before,
      Kernel kernel,
      Frame f) {
    int parts = parts();
    List<Runnable> loops = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int first = first(i, parts);
      int count = count(i, parts);
      RowStep step = kernel.bind(first, count, f);
      Runnable make =
          () -> {
            Frame own = f.beside();
            Runnable times = packed.bind(first, count, library, own);
            loops.add(
                before
                    .map(b -> forwards(step, inputs(b, first, count, library, own), times))
                    .orElseGet(() -> backwards(step, times)));
          };
      if (parts > 1 || product.work() <= LibNd4j.MOST_SMALL) {
        f.lib().inOneThread(make);
        Runnable loop = loops.get(i);
        loops.set(i, () -> f.lib().inOneThread(loop));
      } else {
        make.run();
      }
    }
    return together(loops, f);
  }

  private int parts() {
    int threads = Parallel.threads();
    int most = (int) Math.min(threads, product.operand().dim(0) / FEWEST_ROWS);
    return most < 2 || product.work() * length <= LibNd4j.MOST_SMALL ? 1 : most;
  }

  private int first(int part, int parts) {
    return (int) (product.operand().dim(0) * part / parts);
  }

  private int count(int part, int parts) {
    return first(part + 1, parts) - first(part, parts);
  }

  /** The product of the inputs at a position. */
  private IntConsumer inputs(
      RowProduct.Packed packed, int first, int count, OneDnn library, Frame f) {
    Positions positions =
        new Positions(inputs.orElseThrow().x(), packed.product().operand(), first, count, f);
    Runnable times = packed.bind(first, count, library, f);
    return at -> {
      positions.load(at);
      times.run();
    };
  }

  private Runnable forwards(RowStep step, IntConsumer inputs, Runnable times) {
    return () -> {
      step.start();
      for (int i = 0; i < length; i++) {
        int at = position(i);
        inputs.accept(at);
        times.run();
        step.step(at);
      }
      step.finish();
    };
  }

  private Runnable backwards(RowStep step, Runnable times) {
    return () -> {
      step.start();
      for (int i = 0; i < length; i++) {
        step.step(position(i));
        times.run();
      }
      step.finish();
    };
  }

  private int position(int step) {
    return reverse ? length - 1 - step : step;
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
