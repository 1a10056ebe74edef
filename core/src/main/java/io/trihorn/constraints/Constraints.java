package io.trihorn.constraints;

import io.trihorn.config.Registry;
import java.util.Map;

/** The constraints by Keras's names. */
public final class Constraints {
  /** All of them; classes of your own are added here. */
  public static final Registry<Constraint> REGISTRY =
      new Registry<Constraint>("constraint", "keras.constraints")
          .add("NonNeg", NonNeg::new, "non_neg")
          .add("MaxNorm", () -> new NormConstraint(NormConstraint.Kind.MAX), "max_norm")
          .add("UnitNorm", () -> new NormConstraint(NormConstraint.Kind.UNIT), "unit_norm")
          .add("MinMaxNorm", () -> new NormConstraint(NormConstraint.Kind.MIN_MAX), "min_max_norm");

  private Constraints() {}

  /** The constraint of Keras's name, with default attributes. */
  public static Constraint get(String name) {
    return REGISTRY.create(name);
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Constraint get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }

  /** No negative numbers. */
  public static Constraint nonNeg() {
    return get("NonNeg");
  }

  /** Norms along an axis up to a value. */
  public static Constraint maxNorm(double maxValue, int axis) {
    return get("MaxNorm", Map.of("max_value", maxValue, "axis", axis));
  }

  /** Norms of 1 along an axis. */
  public static Constraint unitNorm(int axis) {
    return get("UnitNorm", Map.of("axis", axis));
  }

  /** Norms along an axis between two values, approached at a rate. */
  public static Constraint minMaxNorm(double minValue, double maxValue, double rate, int axis) {
    return get(
        "MinMaxNorm",
        Map.of("min_value", minValue, "max_value", maxValue, "rate", rate, "axis", axis));
  }
}
