package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Extents;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A loop: written out step by step, or, where its length is open, as one of SameDiff.
 *
 * @param name a name that no other has
 * @param scan the loop
 * @param at where it stands
 * @param body writes a step
 */
record Loop(String name, Scan scan, Site at, Step body) {
  /** Writes the body of a loop. */
  interface Step {
    List<SDVariable> write(Graph body, List<SDVariable> arguments, Writer to);
  }

  /** Whether the number of steps depends on open extents. */
  boolean isOpen() {
    return Extents.varies(lengths());
  }

  private long[] lengths() {
    return at.shapes().each(at.node(), Scan.class, Scan::length).stream()
        .mapToLong(Integer::longValue)
        .toArray();
  }

  private int first() {
    return scan.carries() + scan.sequences();
  }

  List<SDVariable> unrolled() {
    SameDiff sd = at.sd();
    List<SDVariable> carries = at.inputs().subList(0, scan.carries());
    SDVariable[][] results = new SDVariable[scan.length()][];
    for (int step = 0; step < scan.length(); step++) {
      int position = scan.reverse() ? scan.length() - 1 - step : step;
      List<SDVariable> outputs = outputs(at.inputs(), carries, sd.constant(position), at.writer());
      carries = outputs.subList(0, scan.carries());
      results[position] =
          outputs.subList(scan.carries(), outputs.size()).toArray(SDVariable[]::new);
    }
    List<SDVariable> all = new ArrayList<>(carries);
    for (int r = 0; r < results[0].length; r++) {
      SDVariable[] parts = new SDVariable[results.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = results[i][r];
      }
      all.add(sd.stack(0, parts));
    }
    return all;
  }

  /** What one step makes. */
  private List<SDVariable> outputs(
      List<SDVariable> operands, List<SDVariable> carries, SDVariable position, Writer to) {
    List<SDVariable> arguments = new ArrayList<>(carries);
    for (SDVariable sequence : operands.subList(scan.carries(), first())) {
      arguments.add(to.gather(sequence, position, 0));
    }
    arguments.addAll(operands.subList(first(), operands.size()));
    return body.write(scan.body(), arguments, to);
  }

  /**
   * The state of the loop is the position of the next step, the number of steps to go, the loop's
   * operands, and the results so far, with an element in front of them since nothing is empty in
   * ND4J.
   */
  List<SDVariable> written() {
    SameDiff sd = at.sd();
    Writer writer = at.writer();
    SDVariable length = writer.reshape(writer.formulas().extent(at.formula(lengths())));
    List<SDVariable> state = new ArrayList<>();
    state.add(scan.reverse() ? length.sub(1) : length.mul(0));
    state.add(length);
    state.addAll(at.inputs());
    List<Value> made = at.node().outputs().subList(scan.carries(), at.node().outputs().size());
    for (Value value : made) {
      List<Extents.Formula> element = at.formulas(at.shapes().of(value));
      List<Extents.Formula> row = new ArrayList<>(element);
      row.set(0, Extents.Formula.constant(1));
      state.add(writer.broadcast(writer.scalar(value.dtype(), 0), row));
    }
    String[] names = new String[state.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = name + "/result" + i;
    }
    SDVariable[] last =
        sd.whileLoop(
            names,
            name,
            state.toArray(SDVariable[]::new),
            (inner, now) -> now[1].gt(0),
            (inner, now) -> turn(inner, List.of(now)));
    List<SDVariable> results = new ArrayList<>(List.of(last).subList(2, 2 + scan.carries()));
    for (int i = 0; i < made.size(); i++) {
      int rank = made.get(i).type().rank();
      long[] starts = new long[rank];
      Long[] limits = new Long[rank];
      starts[0] = scan.reverse() ? 0 : 1;
      limits[0] = scan.reverse() ? Long.valueOf(-1) : null;
      results.add(
          writer.slice(last[2 + at.inputs().size() + i], starts, limits, WindowRules.ones(rank)));
    }
    return results;
  }

  private SDVariable[] turn(SameDiff inner, List<SDVariable> now) {
    Writer to = new Writer(inner);
    int count = at.inputs().size();
    List<SDVariable> operands = now.subList(2, 2 + count);
    for (int i = scan.carries(); i < first(); i++) {
      to.know(operands.get(i), at.shapes().of(at.node().input(i)));
    }
    List<SDVariable> outputs =
        outputs(operands, operands.subList(0, scan.carries()), now.get(0), to);
    List<SDVariable> next = new ArrayList<>(now);
    next.set(0, now.get(0).add(scan.reverse() ? -1 : 1));
    next.set(1, now.get(1).sub(1));
    for (int i = 0; i < outputs.size(); i++) {
      if (i < scan.carries()) {
        next.set(2 + i, outputs.get(i));
      } else {
        int place = 2 + count + i - scan.carries();
        SDVariable row = inner.expandDims(outputs.get(i), 0);
        next.set(
            place,
            scan.reverse()
                ? inner.concat(0, row, now.get(place))
                : inner.concat(0, now.get(place), row));
      }
    }
    return next.toArray(SDVariable[]::new);
  }
}
