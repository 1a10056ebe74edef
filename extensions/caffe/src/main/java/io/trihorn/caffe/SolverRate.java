package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import java.util.List;

/** Caffe's learning-rate policies as a schedule: {@code rate} by the number of updates. */
final class SolverRate implements LearningRateSchedule {
  private final Part solver;
  private final int batches;

  /**
   * The policy that a solver's text names.
   *
   * @throws CaffeException if there is none of this name
   */
  SolverRate(Part solver) {
    this.solver = solver;
    this.batches = solver.integer("iter_size");
    String policy = solver.text("lr_policy");
    if (!List.of("fixed", "step", "exp", "inv", "multistep", "poly", "sigmoid").contains(policy)) {
      throw solver.error(
          "lr_policy",
          "lr_policy should be fixed, step, exp, inv, multistep, poly or sigmoid, but is '"
              + policy
              + "'");
    }
    if (policy.equals("step") && solver.integer("stepsize") <= 0) {
      throw solver.error(
          "stepsize",
          "lr_policy step takes a stepsize of at least 1, but it is " + solver.integer("stepsize"));
    }
  }

  @Override
  public void configure(Config config) {
    throw new UnsupportedOperationException("a policy of Caffe's is kept in its solver's text");
  }

  /** The steps are batches, of which {@code iter_size} make an update. */
  @Override
  public Tensor rate(Tensor step) {
    Tensor iteration = batches == 1 ? step : Ops.floor(Ops.divide(step, batches));
    double base = solver.number("base_lr");
    double gamma = solver.number("gamma");
    return switch (solver.text("lr_policy")) {
      case "step" ->
          scaled(base, gamma, Ops.floor(Ops.divide(iteration, solver.integer("stepsize"))));
      case "exp" -> scaled(base, gamma, iteration);
      case "multistep" -> scaled(base, gamma, stepsBefore(iteration));
      case "inv" ->
          Ops.multiply(
              Ops.power(Ops.add(Ops.multiply(iteration, gamma), 1), -solver.number("power")), base);
      case "poly" ->
          Ops.multiply(
              Ops.power(
                  Ops.subtract(1, Ops.divide(iteration, solver.integer("max_iter"))),
                  solver.number("power")),
              base);
      case "sigmoid" ->
          Ops.divide(
              base,
              Ops.add(
                  Ops.exp(
                      Ops.multiply(Ops.subtract(iteration, solver.integer("stepsize")), -gamma)),
                  1));
      default -> Ops.add(Ops.multiply(iteration, 0), base);
    };
  }

  private static Tensor scaled(double base, double gamma, Tensor exponent) {
    return Ops.multiply(Ops.power(Ops.add(Ops.multiply(exponent, 0), gamma), exponent), base);
  }

  /** How many steps of {@code multistep} are taken at an iteration. */
  private Tensor stepsBefore(Tensor iteration) {
    Tensor steps = Ops.multiply(iteration, 0);
    for (int at : effectiveSteps()) {
      steps = Ops.add(steps, Ops.cast(Ops.greaterEqual(iteration, at), DataType.FLOAT32));
    }
    return steps;
  }

  /** Caffe takes one step in an iteration at most, and in the order of the text. */
  private int[] effectiveSteps() {
    List<Integer> values = solver.integers("stepvalue");
    int[] steps = new int[values.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Math.max(values.get(i), i == 0 ? 0 : steps[i - 1] + 1);
    }
    return steps;
  }

  /** The rate of an iteration, as a number. */
  double at(int iteration) {
    double base = solver.number("base_lr");
    double gamma = solver.number("gamma");
    return switch (solver.text("lr_policy")) {
      case "step" -> base * Math.pow(gamma, iteration / solver.integer("stepsize"));
      case "exp" -> base * Math.pow(gamma, iteration);
      case "inv" -> base * Math.pow(1 + gamma * iteration, -solver.number("power"));
      case "multistep" -> base * Math.pow(gamma, currentStep(iteration + 1));
      case "poly" ->
          base
              * Math.pow(
                  1 - (double) iteration / solver.integer("max_iter"), solver.number("power"));
      case "sigmoid" -> base / (1 + Math.exp(-gamma * (iteration - solver.integer("stepsize"))));
      default -> base;
    };
  }

  /** How many steps were taken before an iteration, as Caffe keeps it in its files. */
  int currentStep(int iteration) {
    if (solver.text("lr_policy").equals("step")) {
      return Math.max(0, iteration - 1) / solver.integer("stepsize");
    }
    int taken = 0;
    for (int at : effectiveSteps()) {
      taken += at < iteration ? 1 : 0;
    }
    return solver.text("lr_policy").equals("multistep") ? taken : 0;
  }
}
