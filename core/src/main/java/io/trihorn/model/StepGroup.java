package io.trihorn.model;

import io.trihorn.data.BatchIterator;
import io.trihorn.model.Programs.Mode;
import java.util.List;
import java.util.function.Consumer;

/**
 * The steps between two events, in as few programs as they take.
 *
 * @param pass where their batches come from
 * @param size how many there are, but at the end
 */
record StepGroup(Trainer trainer, Mode mode, BatchIterator pass, int size) {
  /** Does the steps of one program. */
  @FunctionalInterface
  interface Each {
    void run(List<Trainer.Prepared> steps, long first);
  }

  /**
   * Does them; there is a batch left.
   *
   * @param first the number of the first one
   * @param most the number of the last one of all, at most, and one
   * @param begin is told when the first batch is there
   * @return the number of the last one, and one
   */
  long run(long first, long most, Consumer<Trainer.Prepared> begin, Each each) {
    long end = Math.min(most, first + size);
    long step = first;
    do {
      List<Trainer.Prepared> steps = trainer.next(mode, pass, end - step);
      if (step == first) {
        begin.accept(steps.get(0));
      }
      each.run(steps, step);
      step += steps.size();
    } while (step < end && pass.hasNext());
    return step;
  }

  /** The number by which callbacks know the event after the steps. */
  long last(long first) {
    return first + size - 1;
  }
}
