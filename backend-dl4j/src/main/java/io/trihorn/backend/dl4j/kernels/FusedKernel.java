package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A chain of elementwise functions of float32 in one pass over memory, a stretch at a time through
 * arrays on the heap: loops over such arrays become vector instructions, and loops over native
 * memory do not.
 */
public final class FusedKernel {
  /**
   * One function.
   *
   * @param loop what it computes
   * @param x the register of its first argument
   * @param y the register of its second argument; of its first if it has one
   * @param z the register of its result
   * @param result which result of the kernel it is, or -1
   */
  public record Step(VectorOps.Loop loop, int x, int y, int z, int result) {}

  /**
   * A kernel without memory.
   *
   * @param tiling of the operands
   * @param operands the views it reads; operand {@code i} goes to register {@code i}
   * @param results the dense arrays it writes
   * @param steps in their order
   * @param registers the number of registers
   * @param work the time it takes, in that of simple functions of one element
   */
  public record Plan(
      Tiling tiling,
      List<Ref> operands,
      List<Ref> results,
      List<Step> steps,
      int registers,
      long work) {}

  private final Plan plan;
  private final Tiling tiling;
  private final Registers.Pool pool;
  private final FloatBuffer[] in;
  private final FloatBuffer[] out;
  private final Step[] steps;
  private final boolean[] flat;
  private final boolean[] repeats;

  private FusedKernel(Plan plan, Frame frame) {
    this.plan = plan;
    this.tiling = plan.tiling();
    this.pool = frame.resources().shared(Registers.Pool.class, Registers.Pool::new);
    this.steps = plan.steps().toArray(new Step[0]);
    // From the first element on, for offsets to be those of the tiling.
    this.in =
        plan.operands().stream()
            .map(r -> frame.bytes(r.slot()).asFloatBuffer())
            .toArray(FloatBuffer[]::new);
    this.out =
        plan.results().stream()
            .map(r -> frame.bytes(r).asFloatBuffer())
            .toArray(FloatBuffer[]::new);
    this.flat = new boolean[in.length];
    this.repeats = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      flat[i] = tiling.isFlat(i);
      repeats[i] = tiling.repeats(i);
    }
  }

  public static Runnable bind(Plan plan, Frame frame) {
    FusedKernel kernel = new FusedKernel(plan, frame);
    int stretches = plan.tiling().stretches();
    return () -> Parallel.loop(stretches, plan.work(), kernel::run);
  }

  private void run(int first, int end) {
    Registers borrowed = pool.borrow();
    float[][] r = borrowed.take(plan.registers());
    Exponential exp = borrowed.exponential();
    for (int i = 0; i < in.length; i++) {
      if (repeats[i]) {
        load(i, 0, Math.min(tiling.rows(), tiling.allRows()), 0, tiling.columns(), r[i]);
      }
    }
    for (int stretch = first; stretch < end; stretch++) {
      int row = stretch / tiling.parts() * tiling.rows();
      int rows = Math.min(tiling.rows(), tiling.allRows() - row);
      int column = stretch % tiling.parts() * tiling.columns();
      int columns = Math.min(tiling.columns(), tiling.length() - column);
      int n = rows * columns;
      int at = row * tiling.length() + column;
      // All operands before any result, for a result may lie where an operand does.
      for (int i = 0; i < in.length; i++) {
        if (flat[i]) {
          in[i].get((int) plan.operands().get(i).offset() + at, r[i], 0, n);
        } else if (!repeats[i]) {
          load(i, row, rows, column, columns, r[i]);
        }
      }
      for (Step step : steps) {
        step.loop().run(r[step.x()], r[step.y()], r[step.z()], n, exp);
        if (step.result() >= 0) {
          out[step.result()].put(at, r[step.z()], 0, n);
        }
      }
    }
    pool.giveBack(borrowed);
  }

  private void load(int operand, int row, int rows, int column, int columns, float[] to) {
    int offset = (int) plan.operands().get(operand).offset();
    int step = tiling.strides().get(operand)[tiling.dims().length - 1];
    FloatBuffer from = in[operand];
    for (int i = 0; i < rows; i++) {
      int start = offset + tiling.rowStart(operand, row + i) + column * step;
      if (step == 0) {
        Arrays.fill(to, i * columns, (i + 1) * columns, from.get(start));
      } else {
        from.get(start, to, i * columns, columns);
      }
    }
  }
}
