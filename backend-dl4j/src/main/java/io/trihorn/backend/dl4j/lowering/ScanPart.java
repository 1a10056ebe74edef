package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.ProgramBuilder;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Slot;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;

/**
 * A loop, or a loop over some rows of what changes in it. The carries live in the arrays of the
 * results; slices of the sequences are copied in, per-step results out.
 */
final class ScanPart {
  private final Control.Scan op;
  private final Graph graph;
  private final Target target;

  /** The rows, and how many there are of all; one of one if rows are not told apart. */
  private final long first;

  private final long count;
  private final long all;
  private final List<Ref> operands;
  private final List<Ref> results;
  private final List<Ref> slices = new ArrayList<>();
  private final Program body;

  private ScanPart(
      Control.Scan op,
      Graph graph,
      Target target,
      List<Ref> operands,
      List<Ref> results,
      long first,
      long count,
      long all) {
    this.op = op;
    this.graph = graph;
    this.target = target;
    this.operands = operands;
    this.results = results;
    this.first = first;
    this.count = count;
    this.all = all;
    this.body = body();
  }

  /** The loop. */
  static ScanPart whole(Control.Scan op, List<Ref> operands, List<Ref> results, Target target) {
    return new ScanPart(op, op.body(), target, operands, results, 0, 1, 1);
  }

  /** The loop over some rows, by a thread of its own; the body must work row by row. */
  static ScanPart rows(
      Control.Scan op, List<Ref> operands, List<Ref> results, long first, long count) {
    int changing = op.carries() + op.sequences();
    long all = op.body().parameters().get(0).type().dim(0);
    Graph graph = RowWise.resized(op.body(), changing, count);
    return new ScanPart(op, graph, Target.PROCESSOR, operands, results, first, count, all);
  }

  long arenaBytes() {
    return body.arenaBytes();
  }

  private Program body() {
    ProgramBuilder builder = new ProgramBuilder();
    Emitter emit = new Emitter(builder, target);
    List<Ref> arguments = new ArrayList<>();
    List<Ref> carries = new ArrayList<>();
    List<Ref> invariants = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Ref argument;
      if (i < op.carries()) {
        argument = outer(mine(results.get(i)));
        carries.add(argument);
      } else if (i < op.carries() + op.sequences()) {
        argument = emit.temp(operands.get(i).dtype(), graph.parameters().get(i).type().dims());
        slices.add(argument);
      } else {
        argument = outer(operands.get(i));
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

  /** The rows of a dense array that belong to this part. */
  private Ref mine(Ref whole) {
    return all == 1 ? whole : whole.part(0, first, count);
  }

  private static Ref outer(Ref given) {
    return Ref.dense(Slot.outer(given), given.dtype(), given.shape());
  }

  /** The loop as a step, with this memory for the body. */
  Runnable bind(Frame outer, BytePointer scratch) {
    Program.Bound bound = body.bind(outer.inner(body, scratch));
    Frame inner = bound.frame();
    Memory memory = outer.memory();
    List<Runnable> start = new ArrayList<>();
    List<Runnable> each = bound.steps();
    for (int i = 0; i < op.carries(); i++) {
      Ref carry = mine(results.get(i));
      Ref initial = mine(operands.get(i));
      start.add(memory.copy(outer.address(carry), outer.address(initial), carry.bytes()));
    }
    start.addAll(bound.entry());
    List<SliceCopy> in = new ArrayList<>();
    List<SliceCopy> out = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      in.add(copy(outer, operands.get(op.carries() + i), inner, slices.get(i)));
    }
    for (int i = op.carries(); i < results.size(); i++) {
      out.add(copy(outer, results.get(i), inner, body.results().get(i)));
    }
    List<Runnable> finish = new ArrayList<>();
    for (int i = 0; i < op.carries(); i++) {
      Ref carry = mine(results.get(i));
      Ref next = body.results().get(i);
      finish.add(memory.copy(outer.address(carry), inner.address(next), carry.bytes()));
    }
    return () -> {
      start.forEach(Runnable::run);
      for (int i = 0; i < op.length(); i++) {
        int at = op.reverse() ? op.length() - 1 - i : i;
        in.forEach(copy -> copy.read(at));
        each.forEach(Runnable::run);
        out.forEach(copy -> copy.write(at));
        finish.forEach(Runnable::run);
      }
    };
  }

  private SliceCopy copy(Frame outer, Ref sequence, Frame inner, Ref slice) {
    long bytes = slice.bytes();
    return new SliceCopy(
        outer.memory(),
        outer.address(sequence),
        inner.address(slice),
        first * bytes / count,
        bytes,
        all * bytes / count);
  }

  /**
   * Copies between one position of a sequence and an array.
   *
   * @param offset where the part of a position starts
   * @param step from one position to the next
   */
  private record SliceCopy(
      Memory memory, BytePointer sequence, BytePointer slice, long offset, long bytes, long step) {
    void read(int at) {
      memory.copy(slice, position(at), bytes).run();
    }

    void write(int at) {
      memory.copy(position(at), slice, bytes).run();
    }

    private BytePointer position(int at) {
      return sequence.getPointer(at * step + offset);
    }
  }
}
