package io.trihorn.constraints;

import io.trihorn.config.Registry;

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
}
