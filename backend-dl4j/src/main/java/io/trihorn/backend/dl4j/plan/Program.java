package io.trihorn.backend.dl4j.plan;

import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A graph as steps over memory, not yet anywhere in memory.
 *
 * @param once the steps that run when a plan is made
 * @param entry the steps that run once before many runs with the same invariants
 * @param steps the steps of each run
 * @param arenaBytes the memory a run needs
 * @param lastingBytes the memory for constants and what is made of them
 * @param constants the slots whose content is known
 * @param fed where a run's arguments belong
 * @param results where a run's results are
 * @param copied the values that are to be copied to variables when a run ends; the others are made
 *     in place
 */
public record Program(
    List<Instr> once,
    List<Instr> entry,
    List<Instr> steps,
    long arenaBytes,
    long lastingBytes,
    List<Slot> constants,
    List<Ref> fed,
    List<Ref> results,
    Map<Variable, Ref> copied) {

  /**
   * A program with a place in memory.
   *
   * @param frame the place
   * @param entry steps before the first of many runs
   * @param steps steps of a run
   */
  public record Bound(Frame frame, List<Runnable> entry, List<Runnable> steps) {}

  /** Makes the steps for a place in memory, and runs those that run once. */
  public Bound bind(Frame frame) {
    for (Slot slot : constants) {
      frame.memory().write(slot.constant().bytes(), frame.address(slot));
    }
    once.forEach(instr -> step(instr, frame).run());
    return bindAgain(frame);
  }

  /** Makes the steps for another place, with the lasting memory of one that was bound before. */
  public Bound bindAgain(Frame frame) {
    return new Bound(frame, bind(entry, frame), bind(steps, frame));
  }

  private static List<Runnable> bind(List<Instr> instrs, Frame frame) {
    List<Runnable> bound = new ArrayList<>(instrs.size());
    instrs.forEach(instr -> bound.add(step(instr, frame)));
    return bound;
  }

  private static Runnable step(Instr instr, Frame frame) {
    Runnable step = instr.binder().bind(frame);
    GuardedMemory guards = frame.resources().guards();
    return guards == null ? step : guards.watched(instr, frame, step);
  }
}
