package io.trihorn.backend.dl4j.plan;

import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the steps of a program, then decides what runs when and where everything lies: steps
 * that depend on constants alone run once, those that depend on nothing that changes between many
 * runs (what a loop does not change, variables where none is assigned) run once before these,
 * results take the place of operands that are not needed any more, and slots that are not in use
 * together share memory.
 */
public final class ProgramBuilder {
  /** How often the content of a slot is made. */
  private enum Stage {
    ONCE,
    ENTRY,
    STEP
  }

  /**
   * From the first step that writes a slot to the last that uses it; those that run before many
   * runs are counted up to -1, those of a run from 0 on.
   */
  private static final class Use {
    private final Slot slot;
    private Stage stage = Stage.ONCE;
    private int writers;
    private int first = Integer.MAX_VALUE;
    private int last = BEFORE;

    Use(Slot slot) {
      this.slot = slot;
    }
  }

  /** Before all steps. */
  private static final int BEFORE = Integer.MIN_VALUE;

  private final List<Instr> instrs = new ArrayList<>();
  private final Map<Slot, Use> uses = new LinkedHashMap<>();

  /** How often variables are read anew. */
  private Stage ofVariables;

  /** Adds a step, unless it would write nothing. */
  public void add(Instr instr) {
    if (instr.writes().stream().anyMatch(r -> r.size() > 0)) {
      instrs.add(instr);
    }
  }

  /**
   * The program.
   *
   * @param fed what is written from outside before each run
   * @param invariant what is written from outside before the first of many runs
   * @param results what must be there after a run
   * @param updates the value that each variable gets; dense
   */
  public Program finish(
      List<Ref> fed, List<Ref> invariant, List<Ref> results, Map<Variable, Ref> updates) {
    ofVariables = updates.isEmpty() ? Stage.ENTRY : Stage.STEP;
    fed.forEach(r -> given(r, Stage.STEP));
    invariant.forEach(r -> given(r, Stage.ENTRY));
    List<Stage> stages = stages();
    Map<Stage, List<Instr>> byStage = new HashMap<>();
    for (Stage s : Stage.values()) {
      byStage.put(s, new ArrayList<>());
    }
    for (int i = 0; i < stages.size(); i++) {
      byStage.get(stages.get(i)).add(instrs.get(i));
    }
    List<Instr> steps = byStage.get(Stage.STEP);
    lifetimes(byStage.get(Stage.ENTRY), steps, results, updates);
    Map<Variable, Ref> copied = updateInPlace(steps, updates);
    computeInPlace(steps);
    long[] sizes = place();
    return new Program(
        byStage.get(Stage.ONCE),
        byStage.get(Stage.ENTRY),
        steps,
        sizes[0],
        sizes[1],
        uses.keySet().stream().filter(s -> s.kind() == Slot.Kind.CONSTANT).toList(),
        fed,
        results,
        copied);
  }

  private Use use(Ref ref) {
    return uses.computeIfAbsent(ref.slot(), Use::new);
  }

  private void given(Ref ref, Stage stage) {
    Use use = use(ref);
    use.stage = stage;
    use.first = BEFORE;
    use.last = -1;
  }

  private static <T extends Comparable<T>> T max(T a, T b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private Stage stageOf(Ref ref) {
    return ref.slot().kind() == Slot.Kind.VARIABLE ? ofVariables : use(ref).stage;
  }

  /** When each step runs; a slot that several steps write is made when the last of them runs. */
  private List<Stage> stages() {
    for (Instr instr : instrs) {
      Stage stage = Stage.ONCE;
      for (Ref read : instr.reads()) {
        stage = max(stage, stageOf(read));
      }
      for (Ref write : instr.writes()) {
        Use use = use(write);
        use.stage = max(use.stage, write.slot().kind() == Slot.Kind.ARENA ? stage : Stage.STEP);
        use.writers++;
      }
    }
    // Lifted to the slot's stage, a step may write slots that were thought to be made earlier.
    List<Stage> stages = new ArrayList<>();
    for (Instr instr : instrs) {
      Stage stage = Stage.ONCE;
      for (Ref read : instr.reads()) {
        stage = max(stage, stageOf(read));
      }
      for (Ref write : instr.writes()) {
        stage = max(stage, use(write).stage);
      }
      for (Ref write : instr.writes()) {
        use(write).stage = stage;
      }
      stages.add(stage);
    }
    return stages;
  }

  private void lifetimes(
      List<Instr> entry, List<Instr> steps, List<Ref> results, Map<Variable, Ref> updates) {
    lifetimes(entry, -entry.size());
    lifetimes(steps, 0);
    results.forEach(r -> use(r).last = steps.size());
    updates.values().forEach(r -> use(r).last = steps.size());
    for (Use use : uses.values()) {
      if (use.stage == Stage.ENTRY && use.last >= 0) {
        // For all runs, not up to where it is last read in each.
        use.last = steps.size();
      }
    }
  }

  private void lifetimes(List<Instr> instrs, int start) {
    for (int i = 0; i < instrs.size(); i++) {
      int at = start + i;
      for (Ref read : instrs.get(i).reads()) {
        Use use = use(read);
        use.last = Math.max(use.last, at);
      }
      for (Ref write : instrs.get(i).writes()) {
        Use use = use(write);
        use.first = Math.min(use.first, at);
        use.last = Math.max(use.last, at);
      }
    }
  }

  private static boolean fills(Ref ref, Slot slot) {
    return ref.isDense() && ref.offset() == 0 && ref.bytes() == slot.bytes();
  }

  /** Whether a step reads a slot only as a whole, so that it may be overwritten on the way. */
  private static boolean readsWhole(Instr instr, Slot slot) {
    return instr.reads().stream().allMatch(r -> r.slot().root() != slot || fills(r, slot));
  }

  /** Whether a step gives all of a slot a value, so that nothing of what was there is left. */
  private static boolean writesWhole(Instr instr, Slot slot) {
    return instr.writes().stream().anyMatch(r -> r.slot() == slot && fills(r, slot));
  }

  /**
   * Lets the new value of a variable be made where the old one is, if nothing needs the old one any
   * more by then. Gives the updates for which this is not so.
   */
  private Map<Variable, Ref> updateInPlace(List<Instr> steps, Map<Variable, Ref> updates) {
    Map<Variable, Slot> variables = new HashMap<>();
    uses.keySet().forEach(s -> variables.put(s.variable(), s));
    Map<Variable, Ref> copied = new HashMap<>();
    Set<Slot> taken = new HashSet<>();
    updates.forEach(
        (variable, value) -> {
          Slot made = value.slot();
          Use use = use(value);
          boolean own =
              made.kind() == Slot.Kind.ARENA
                  && use.stage == Stage.STEP
                  && use.first >= 0
                  && fills(value, made)
                  && taken.add(made);
          Slot old = variables.computeIfAbsent(variable, Slot::variable);
          int lastRead = uses.containsKey(old) ? uses.get(old).last : BEFORE;
          boolean free =
              own
                  && (lastRead < use.first
                      || (lastRead == use.first
                          && steps.get(use.first).inPlace()
                          && writesWhole(steps.get(use.first), made)
                          && readsWhole(steps.get(use.first), old)));
          if (free) {
            made.share(old);
          } else {
            copied.put(variable, value);
          }
        });
    return copied;
  }

  /** Lets results of elementwise steps take the place of operands that nothing else needs. */
  private void computeInPlace(List<Instr> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Instr instr = steps.get(i);
      if (!instr.inPlace()) {
        continue;
      }
      Slot made = instr.writes().get(0).slot();
      Use use = uses.get(made);
      boolean own = made.root() == made && made.kind() == Slot.Kind.ARENA && use.writers == 1;
      for (Ref read : instr.reads()) {
        Slot old = read.slot().root();
        Use oldUse = uses.get(old);
        if (own
            && old.kind() == Slot.Kind.ARENA
            && oldUse.stage == Stage.STEP
            && oldUse.last == i
            && old.bytes() == made.bytes()
            && readsWhole(instr, old)) {
          made.share(old);
          oldUse.last = use.last;
          break;
        }
      }
    }
  }

  /** Gives every slot its offset; returns the sizes of the arena and of the lasting memory. */
  private long[] place() {
    ArenaLayout arena = new ArenaLayout();
    long lasting = 0;
    for (Use use : uses.values()) {
      Slot slot = use.slot;
      if (slot.kind() == Slot.Kind.CONSTANT
          || (slot.kind() == Slot.Kind.ARENA && use.stage == Stage.ONCE)) {
        slot.makeLasting();
        slot.placeAt(lasting);
        lasting += ArenaLayout.aligned(slot.bytes());
      } else if (slot.kind() == Slot.Kind.ARENA && slot.root() == slot) {
        arena.add(slot, use.first, use.last);
      }
    }
    return new long[] {arena.place(), lasting};
  }
}
