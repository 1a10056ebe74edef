package io.trihorn.caffe;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What Caffe's solvers do to one blob: from the gradient and what they remember of the past the
 * change that is taken off, and what they remember next.
 *
 * @param memories how many blobs they remember of each one
 * @param momentum whether the text may give one
 * @param formula the change, and then the memories
 */
record SolverUpdate(int memories, boolean momentum, Formula formula) {
  /**
   * What a formula works with.
   *
   * @param g the gradient, with the decay
   * @param past what is remembered
   * @param rate the learning rate, a scalar
   * @param number of this update, from 1, a scalar
   * @param solver the text
   */
  record Given(Tensor g, List<Tensor> past, Tensor rate, Tensor number, Part solver) {
    double value(String field) {
      return solver.number(field);
    }
  }

  /** A solver's formula. */
  interface Formula {
    List<Tensor> of(Given given);
  }

  /**
   * The one that a solver's text names, by the word or by the enumeration of older texts.
   *
   * @throws CaffeException if there is none, or the text gives it a momentum that it has no use for
   */
  static SolverUpdate of(Part solver) {
    String type = type(solver);
    SolverUpdate update =
        switch (type) {
          case "SGD" -> new SolverUpdate(1, true, SolverUpdate::sgd);
          case "Nesterov" -> new SolverUpdate(1, true, SolverUpdate::nesterov);
          case "AdaGrad" -> new SolverUpdate(1, false, SolverUpdate::adaGrad);
          case "RMSProp" -> new SolverUpdate(1, false, SolverUpdate::rmsProp);
          case "AdaDelta" -> new SolverUpdate(2, true, SolverUpdate::adaDelta);
          case "Adam" -> new SolverUpdate(2, true, SolverUpdate::adam);
          default ->
              throw solver.error(
                  "type",
                  "the solver's type should be SGD, Nesterov, AdaGrad, RMSProp, AdaDelta or Adam, but is '"
                      + type
                      + "'");
        };
    if (!update.momentum() && solver.number("momentum") != 0) {
      throw solver.error(
          "momentum",
          type + " has no momentum, but the text gives it " + solver.number("momentum"));
    }
    return update;
  }

  private static String type(Part solver) {
    if (!solver.has("solver_type")) {
      return solver.text("type");
    }
    if (solver.has("type")) {
      throw solver.error(
          "solver_type",
          "the solver has 'type' and 'solver_type', which is the older way to say it: use 'type'"
              + " alone");
    }
    return switch (solver.text("solver_type")) {
      case "NESTEROV" -> "Nesterov";
      case "ADAGRAD" -> "AdaGrad";
      case "RMSPROP" -> "RMSProp";
      case "ADADELTA" -> "AdaDelta";
      case "ADAM" -> "Adam";
      default -> "SGD";
    };
  }

  /** {@code share * a + (1 - share) * b}. */
  private static Tensor mixed(double share, Tensor a, Tensor b) {
    return Ops.add(Ops.multiply(a, share), Ops.multiply(b, 1 - share));
  }

  private static Tensor velocity(Given x) {
    return Ops.add(
        Ops.multiply(x.past().get(0), x.value("momentum")), Ops.multiply(x.g(), x.rate()));
  }

  private static List<Tensor> sgd(Given x) {
    Tensor velocity = velocity(x);
    return List.of(velocity, velocity);
  }

  private static List<Tensor> nesterov(Given x) {
    double momentum = x.value("momentum");
    Tensor next = velocity(x);
    Tensor change =
        Ops.subtract(Ops.multiply(next, 1 + momentum), Ops.multiply(x.past().get(0), momentum));
    return List.of(change, next);
  }

  private static Tensor byRoot(Given x, Tensor squares) {
    return Ops.divide(Ops.multiply(x.g(), x.rate()), Ops.add(Ops.sqrt(squares), x.value("delta")));
  }

  private static List<Tensor> adaGrad(Given x) {
    Tensor squares = Ops.add(x.past().get(0), Ops.square(x.g()));
    return List.of(byRoot(x, squares), squares);
  }

  private static List<Tensor> rmsProp(Given x) {
    Tensor squares = mixed(x.value("rms_decay"), x.past().get(0), Ops.square(x.g()));
    return List.of(byRoot(x, squares), squares);
  }

  private static List<Tensor> adaDelta(Given x) {
    double delta = x.value("delta");
    Tensor squares = mixed(x.value("momentum"), x.past().get(0), Ops.square(x.g()));
    Tensor ratio = Ops.divide(Ops.add(x.past().get(1), delta), Ops.add(squares, delta));
    Tensor change = Ops.multiply(x.g(), Ops.sqrt(ratio));
    Tensor changes = mixed(x.value("momentum"), x.past().get(1), Ops.square(change));
    return List.of(Ops.multiply(change, x.rate()), squares, changes);
  }

  private static List<Tensor> adam(Given x) {
    double first = x.value("momentum");
    double second = x.value("momentum2");
    Tensor means = mixed(first, x.past().get(0), x.g());
    Tensor squares = mixed(second, x.past().get(1), Ops.square(x.g()));
    Tensor correction =
        Ops.divide(Ops.sqrt(without(second, x.number())), without(first, x.number()));
    Tensor step = Ops.divide(means, Ops.add(Ops.sqrt(squares), x.value("delta")));
    List<Tensor> made = new ArrayList<>();
    made.add(Ops.multiply(step, Ops.multiply(x.rate(), correction)));
    made.addAll(List.of(means, squares));
    return made;
  }

  /** {@code 1 - base^exponent}. */
  private static Tensor without(double base, Tensor exponent) {
    Tensor bases = Ops.add(Ops.multiply(exponent, 0), base);
    return Ops.subtract(1, Ops.power(bases, exponent));
  }
}
