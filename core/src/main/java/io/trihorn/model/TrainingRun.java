package io.trihorn.model;

import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** One call of {@code fit}, {@code evaluate} or {@code predict}, as callbacks see it. */
public final class TrainingRun {
  private final Model model;
  private final int epochs;
  private final long steps;
  private final List<Callback> callbacks;
  private final LoopOptions<?> options;
  private TrainingPosition position;
  private List<TensorData> metricValues = List.of();
  private Supplier<Graph> graph;
  private boolean stopped;

  TrainingRun(
      Model model, int epochs, long steps, List<Callback> callbacks, LoopOptions<?> options) {
    this.model = model;
    this.epochs = epochs;
    this.steps = steps;
    this.callbacks = List.copyOf(callbacks);
    this.options = options;
    position = TrainingPosition.epoch(0);
  }

  /**
   * The number of steps over data, or -1 where it is not known before.
   *
   * @param batches of the data, where their number is known
   * @param most steps, {@code Long.MAX_VALUE} for any number
   */
  static long steps(OptionalLong batches, long most) {
    long steps = Math.min(batches.orElse(Long.MAX_VALUE), most);
    return steps == Long.MAX_VALUE ? -1 : steps;
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The number of epochs asked for; 1 in an evaluation or a prediction. */
  public int epochs() {
    return epochs;
  }

  /** The number of steps in an epoch, or -1 where it is not known before. */
  public long steps() {
    return steps;
  }

  /** All callbacks of the run, in their order. */
  public List<Callback> callbacks() {
    return callbacks;
  }

  /** How much is printed, as it was asked for: 0, 1 or 2; in a validation as in its training. */
  public int verbose() {
    return options.verbose();
  }

  /** Where callbacks print. */
  public PrintStream out() {
    return options.out();
  }

  /**
   * The graph of a step of training, traced once more for who asks.
   *
   * @throws ModelException before the first step
   */
  public Graph graph() {
    if (graph == null) {
      throw new ModelException("there is no graph of a step before the first one");
    }
    return graph.get();
  }

  void graph(Supplier<Graph> traced) {
    graph = traced;
  }

  /** Where the training is: after a step or an epoch, what comes next. */
  public TrainingPosition position() {
    return position;
  }

  void position(TrainingPosition now) {
    position = now;
  }

  /**
   * Lets the training go on at a position; for {@link Callback#onTrainBegin}.
   *
   * @param from where to begin
   * @param metrics the values of {@link Model#metricValues} there; empty at the begin of an epoch
   */
  public void resume(TrainingPosition from, List<TensorData> metrics) {
    position = from;
    metricValues = new ArrayList<>(metrics);
  }

  List<TensorData> metricValues() {
    return metricValues;
  }

  /** Ends training after this step or epoch. */
  public void stop() {
    stopped = true;
  }

  /** Whether training was asked to end. */
  public boolean isStopped() {
    return stopped;
  }
}
