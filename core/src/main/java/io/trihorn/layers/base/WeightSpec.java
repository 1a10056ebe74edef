package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.constraints.Constraints;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;

/**
 * How a weight of a layer starts, what penalty is on it, and what it is projected to: the three
 * attributes that Keras writes as {@code kernel_initializer}, {@code kernel_regularizer} and {@code
 * kernel_constraint}.
 */
public final class WeightSpec {
  private Initializer initializer;
  private Regularizer regularizer;
  private Constraint constraint;

  /** A weight with this initializer, no penalty and no constraint. */
  public WeightSpec(Initializer initializer) {
    this.initializer = initializer;
  }

  /** A weight with the initializer of this name, no penalty and no constraint. */
  public WeightSpec(String initializer) {
    this(Initializers.get(initializer));
  }

  /** Makes the first value. */
  public Initializer initializer() {
    return initializer;
  }

  /** Sets what makes the first value. */
  public void initializer(Initializer value) {
    initializer = value;
  }

  /** The penalty, or null. */
  public Regularizer regularizer() {
    return regularizer;
  }

  /** Sets the penalty; null for none. */
  public void regularizer(Regularizer value) {
    regularizer = value;
  }

  /** The constraint, or null. */
  public Constraint constraint() {
    return constraint;
  }

  /** Sets the constraint; null for none. */
  public void constraint(Constraint value) {
    constraint = value;
  }

  /** The attribute of this name; null is Keras's default for weights. */
  public static Initializer configureInitializer(Config config, String key, Initializer value) {
    Initializer read = config.object(key, value, Initializers.REGISTRY);
    return read == null ? Initializers.get("glorot_uniform") : read;
  }

  /** The three attributes under a prefix such as {@code kernel}. */
  public void configure(Config config, String prefix) {
    initializer = configureInitializer(config, prefix + "_initializer", initializer);
    regularizer = config.object(prefix + "_regularizer", regularizer, Regularizers.REGISTRY);
    constraint = config.object(prefix + "_constraint", constraint, Constraints.REGISTRY);
  }
}
