package io.trihorn.regularizers;

import io.trihorn.config.Registry;
import java.util.Map;

/** The regularizers by Keras's names. */
public final class Regularizers {
  /** All of them; classes of your own are added here. */
  public static final Registry<Regularizer> REGISTRY =
      new Registry<Regularizer>("regularizer", "keras.regularizers")
          .add("L1", () -> new L1L2("L1"), "l1")
          .add("L2", () -> new L1L2("L2"), "l2")
          .add("L1L2", () -> new L1L2("L1L2"), "l1_l2", "l1l2")
          .add("OrthogonalRegularizer", OrthogonalRegularizer::new, "orthogonal_regularizer");

  private Regularizers() {}

  /** The regularizer of Keras's name, with default attributes. */
  public static Regularizer get(String name) {
    return REGISTRY.create(name);
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Regularizer get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }

  /** The sum of magnitudes, times a factor. */
  public static Regularizer l1(double l1) {
    return get("L1", Map.of("l1", l1));
  }

  /** The sum of squares, times a factor. */
  public static Regularizer l2(double l2) {
    return get("L2", Map.of("l2", l2));
  }

  /** Both sums. */
  public static Regularizer l1L2(double l1, double l2) {
    return get("L1L2", Map.of("l1", l1, "l2", l2));
  }

  /** How far {@code rows} or {@code columns} are from orthogonal. */
  public static Regularizer orthogonalRegularizer(double factor, String mode) {
    return get("OrthogonalRegularizer", Map.of("factor", factor, "mode", mode));
  }
}
