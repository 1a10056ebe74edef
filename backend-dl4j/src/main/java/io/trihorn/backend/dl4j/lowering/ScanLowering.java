package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import io.trihorn.graph.Control;
import io.trihorn.graph.Cost;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Loops: a program of its own for the body, run by one step of the program around it. Where rows do
 * not depend on each other, threads run the loop on some rows each: they wait for each other once,
 * not in each op of each step.
 */
final class ScanLowering {
  /** Rows for which a thread of their own pays: matrices of fewer are slow for their size. */
  private static final long FEWEST_ROWS = 8;

  private final Control.Scan op;
  private final Lowering lowering;
  private final List<Ref> operands = new ArrayList<>();
  private final List<Ref> results = new ArrayList<>();

  private ScanLowering(Control.Scan op, Lowering lowering) {
    this.op = op;
    this.lowering = lowering;
    for (int i = 0; i < lowering.inputs().size(); i++) {
      operands.add(lowering.dense(i));
    }
    for (int i = 0; i < lowering.types().size(); i++) {
      results.add(lowering.result(i));
    }
  }

  static List<Ref> lower(Control.Scan op, Lowering lowering) {
    ScanLowering scan = new ScanLowering(op, lowering);
    scan.addSteps();
    return scan.results;
  }

  private List<ScanPart> parts() {
    int changing = op.carries() + op.sequences();
    long rows = RowWise.rows(op.body(), changing);
    long work = Cost.of(op.body()) * op.length();
    int threads = Parallel.threads();
    int count = (int) Math.min(threads, rows / FEWEST_ROWS);
    if (emit().isForCard() || count < 2 || work <= LibNd4j.MOST_SMALL) {
      return List.of(ScanPart.whole(op, operands, results, emit().target()));
    }
    List<ScanPart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long first = rows * i / count;
      long end = rows * (i + 1) / count;
      parts.add(ScanPart.rows(op, operands, results, first, end - first));
    }
    return parts;
  }

  private Emitter emit() {
    return lowering.emit();
  }

  private void addSteps() {
    Emitter emit = emit();
    List<ScanPart> parts = parts();
    List<Ref> scratch = new ArrayList<>();
    for (ScanPart part : parts) {
      scratch.add(emit.temp(DataType.UINT8, Math.max(part.arenaBytes(), 1)));
    }
    List<Ref> writes = new ArrayList<>(results);
    writes.addAll(scratch);
    boolean quick = parts.size() > 1 || Cost.of(op.body()) <= LibNd4j.MOST_SMALL;
    emit.step("scan", operands, writes, false, f -> bind(f, parts, scratch, quick));
  }

  private static Runnable bind(Frame f, List<ScanPart> parts, List<Ref> scratch, boolean quick) {
    List<Runnable> loops = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      ScanPart part = parts.get(i);
      BytePointer arena = f.address(scratch.get(i));
      if (quick) {
        f.lib()
            .inOneThread(
                () -> {
                  Runnable loop = part.bind(f, arena);
                  loops.add(() -> f.lib().inOneThread(loop));
                });
      } else {
        loops.add(part.bind(f, arena));
      }
    }
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
