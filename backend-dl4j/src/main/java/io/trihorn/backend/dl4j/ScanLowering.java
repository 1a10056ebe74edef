package io.trihorn.backend.dl4j;

import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loops: a program of its own for the body, run by one step of the program around it. The carries
 * live in the arrays of the results; slices of the sequences are copied in, per-step results out.
 */
final class ScanLowering {
  private final Control.Scan op;
  private final Lowering lowering;
  private final List<Ref> initial = new ArrayList<>();
  private final List<Ref> sequences = new ArrayList<>();
  private final List<Ref> results = new ArrayList<>();
  private final List<Ref> slices = new ArrayList<>();
  private final Program body;

  private ScanLowering(Control.Scan op, Lowering lowering) {
    this.op = op;
    this.lowering = lowering;
    for (int i = 0; i < lowering.types().size(); i++) {
      results.add(lowering.result(i));
    }
    this.body = body();
  }

  static List<Ref> lower(Control.Scan op, Lowering lowering) {
    ScanLowering scan = new ScanLowering(op, lowering);
    scan.emit();
    return scan.results;
  }

  private Program body() {
    ProgramBuilder builder = new ProgramBuilder();
    Emitter emit = new Emitter(builder);
    Graph graph = op.body();
    List<Ref> arguments = new ArrayList<>();
    List<Ref> carries = new ArrayList<>();
    List<Ref> invariants = new ArrayList<>();
    for (int i = 0; i < lowering.inputs().size(); i++) {
      Ref given = lowering.dense(i);
      Ref argument;
      if (i < op.carries()) {
        initial.add(given);
        argument = outer(results.get(i));
        carries.add(argument);
      } else if (i < op.carries() + op.sequences()) {
        sequences.add(given);
        argument = emit.temp(given.dtype(), graph.parameters().get(i).type().dims());
        slices.add(argument);
      } else {
        argument = outer(given);
        invariants.add(argument);
        emit.declareInvariant(argument);
      }
      arguments.add(argument);
    }
    List<Ref> outputs = new ArrayList<>(GraphLowering.inline(graph, arguments, emit));
    Set<Slot> changing = new HashSet<>();
    carries.forEach(c -> changing.add(c.slot()));
    for (int i = 0; i < op.carries(); i++) {
      // A carry that becomes another one must not be overwritten before it is read.
      if (changing.contains(outputs.get(i).slot())) {
        Ref copy = emit.temp(outputs.get(i).dtype(), outputs.get(i).shape());
        emit.copy(outputs.get(i), copy);
        outputs.set(i, copy);
      }
    }
    List<Ref> fed = new ArrayList<>(carries);
    fed.addAll(slices);
    return builder.finish(fed, invariants, outputs, Map.of());
  }

  private static Ref outer(Ref given) {
    return Ref.dense(Slot.outer(given), given.dtype(), given.shape());
  }

  private void emit() {
    Emitter emit = lowering.emit();
    Ref scratch = emit.temp(ai.djl.ndarray.types.DataType.UINT8, Math.max(body.arenaBytes(), 1));
    List<Ref> reads = new ArrayList<>();
    for (int i = 0; i < lowering.inputs().size(); i++) {
      reads.add(lowering.dense(i));
    }
    List<Ref> writes = new ArrayList<>(results);
    writes.add(scratch);
    emit.step("scan", reads, writes, false, f -> bind(f, scratch));
  }

  private Runnable bind(Frame outer, Ref scratch) {
    Program.Bound bound = body.bind(outer.inner(body, outer.address(scratch)));
    Frame inner = bound.frame();
    List<Runnable> start = new ArrayList<>();
    List<Runnable> finish = new ArrayList<>();
    for (int i = 0; i < op.carries(); i++) {
      Ref carry = results.get(i);
      start.add(LibNd4j.memcpy(outer.address(carry), outer.address(initial.get(i)), carry.bytes()));
      finish.add(
          LibNd4j.memcpy(
              outer.address(carry), inner.address(body.results().get(i)), carry.bytes()));
    }
    List<SliceCopy> in = new ArrayList<>();
    List<SliceCopy> out = new ArrayList<>();
    for (int i = 0; i < op.sequences(); i++) {
      in.add(
          new SliceCopy(
              outer.bytes(sequences.get(i)), inner.bytes(slices.get(i)), slices.get(i).bytes()));
    }
    for (int i = op.carries(); i < results.size(); i++) {
      Ref step = body.results().get(i);
      out.add(new SliceCopy(outer.bytes(results.get(i)), inner.bytes(step), step.bytes()));
    }
    List<Runnable> entry = bound.entry();
    List<Runnable> steps = bound.steps();
    return () -> {
      start.forEach(Runnable::run);
      entry.forEach(Runnable::run);
      for (int i = 0; i < op.length(); i++) {
        int at = op.reverse() ? op.length() - 1 - i : i;
        in.forEach(copy -> copy.read(at));
        steps.forEach(Runnable::run);
        out.forEach(copy -> copy.write(at));
        finish.forEach(Runnable::run);
      }
    };
  }

  /** Copies between one position of a sequence and an array. */
  private record SliceCopy(java.nio.ByteBuffer sequence, java.nio.ByteBuffer slice, long bytes) {
    void read(int at) {
      slice.put(0, sequence, (int) (at * bytes), (int) bytes);
    }

    void write(int at) {
      sequence.put((int) (at * bytes), slice, 0, (int) bytes);
    }
  }
}
