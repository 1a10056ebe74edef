package io.trihorn.model;

import io.trihorn.backend.StateTransfer;
import io.trihorn.model.Programs.Signature;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many steps of training are one program where each program moves the model's state to a card
 * and back, and nobody said how many: by what the first steps take, the fewest with which the
 * moving is less than {@link StateTransfer#MOST} of the computing.
 */
final class AutomaticSteps {
  private static final Logger LOG = LoggerFactory.getLogger(AutomaticSteps.class);

  /** How many steps are looked at; the first, which compiles, is not one of them. */
  private static final int LOOKS = 3;

  /**
   * The most nodes of a program of several steps: engines take seconds for each ten thousand, of
   * which a training can save no more than it moves.
   */
  private static final int MOST_NODES = 100_000;

  /** The most that the batches of a program take on the card, all at a time. */
  private static final long MOST_BATCHES = 512L << 20;

  private final Engine engine;
  private final Model model;
  private final Function<Trainer.Prepared, Program.Size> size;
  private final Map<Signature, Looks> looks = new HashMap<>();
  private Compilation compilation;
  private Engine.Place place;
  private boolean known;
  private int number = 1;

  /** What steps of one kind took: how many were done, and what the fastest took. */
  private record Looks(int done, long least) {
    private static final Looks NONE = new Looks(0, Long.MAX_VALUE);

    /** With one more, of which the first does not count. */
    Looks and(long nanos) {
      return new Looks(done + 1, done == 0 ? least : Math.min(least, nanos));
    }
  }

  /**
   * For a model.
   *
   * @param size how much the program of a step is that was done
   */
  AutomaticSteps(Engine engine, Model model, Function<Trainer.Prepared, Program.Size> size) {
    this.engine = engine;
    this.model = model;
    this.size = size;
  }

  /** How many steps are one program, as far as it is known: 1 until some were looked at. */
  int number() {
    return number;
  }

  /** Does a step of a model that is compiled so, and looks at what it takes. */
  void look(Trainer.Prepared step, Compilation compiled, Runnable run) {
    Engine.Place now = engine.place();
    if (compiled != compilation || !now.equals(place)) {
      compilation = compiled;
      place = now;
      looks.clear();
      known = !now.backend().movesState(now.device());
      number = 1;
    }
    if (known) {
      run.run();
      return;
    }
    long begin = System.nanoTime();
    run.run();
    Looks looked =
        looks
            .getOrDefault(step.signature(), Looks.NONE)
            .and(Math.max(1, System.nanoTime() - begin));
    looks.put(step.signature(), looked);
    if (looked.done() > LOOKS) {
      known = true;
      looks.clear();
      choose(step, looked.least() / 1e9);
    }
  }

  private void choose(Trainer.Prepared step, double seconds) {
    Program.Size one = size.apply(step);
    StateTransfer transfer = StateTransfer.measured(one.moved(), place.backend(), place.device());
    long feeds = step.feeds().stream().mapToLong(feed -> feed.type().bytes()).sum();
    number = steps(transfer, seconds, one.nodes(), feeds);
    LOG.debug(
        "model '{}': {} steps are one program; a step takes {} ms, of which its variables take {}"
            + " ms to the card and back",
        model.name(),
        number,
        String.format(Locale.ROOT, "%.2f", seconds * 1e3),
        String.format(Locale.ROOT, "%.2f", transfer.seconds() * 1e3));
  }

  /**
   * How many steps are to be one program.
   *
   * @param seconds what a step takes that is a program of its own
   * @param nodes the nodes of one step
   * @param feeds the bytes of one step's batch
   */
  static int steps(StateTransfer transfer, double seconds, int nodes, long feeds) {
    long most = Math.min(MOST_NODES / Math.max(1, nodes), MOST_BATCHES / Math.max(1, feeds));
    // What is left where moving seems to take all: noise, so that there is no telling the
    // computing.
    double computing = Math.max(seconds - transfer.seconds(), seconds * StateTransfer.MOST);
    return (int) Math.max(1, Math.min(most, transfer.steps(computing)));
  }
}
