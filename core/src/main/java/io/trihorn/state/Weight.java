package io.trihorn.state;

import io.trihorn.constraints.Constraint;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.regularizers.Regularizer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A variable of a layer, an optimizer or a metric, with what Keras knows about it. Its value
 * belongs to it: models that reach the same weight read and train one value.
 */
public final class Weight {
  private final String name;
  private final Variable variable;
  private final Initializer initializer;
  private final boolean madeTrainable;
  private volatile boolean trainable;
  private volatile boolean replaced;
  private final Regularizer regularizer;
  private final Constraint constraint;
  private final AtomicReference<Home> home = new AtomicReference<>();

  /**
   * A weight without a value.
   *
   * @param name the last part of its path, for example {@code kernel}
   * @param variable the cell of state
   * @param initializer makes its first value
   * @param trainable whether training may change it by gradient
   * @param regularizer a penalty on it, or null
   * @param constraint a projection after each update, or null
   */
  public Weight(
      String name,
      Variable variable,
      Initializer initializer,
      boolean trainable,
      Regularizer regularizer,
      Constraint constraint) {
    this.name = Objects.requireNonNull(name, "name");
    this.variable = Objects.requireNonNull(variable, "variable");
    this.initializer = Objects.requireNonNull(initializer, "initializer");
    this.madeTrainable = trainable;
    this.trainable = trainable;
    this.regularizer = regularizer;
    this.constraint = constraint;
  }

  /** A variable that is not trained: a counter, a moving average, a slot. */
  public static Weight state(String name, String path, TensorType type, Initializer initializer) {
    return new Weight(name, new Variable(path, type), initializer, false, null, null);
  }

  /** A variable that is not trained and goes with a weight, of whose type it is. */
  public static Weight stateLike(Weight like, String name, String path, Initializer initializer) {
    Variable variable = new Variable(path, like.type(), like.variable().place());
    return new Weight(name, variable, initializer, false, null, null);
  }

  /** The last part of its path, for example {@code kernel}. */
  public String name() {
    return name;
  }

  /** The cell of state. */
  public Variable variable() {
    return variable;
  }

  /** Makes its first value. */
  public Initializer initializer() {
    return initializer;
  }

  /** Whether training may change it by gradient. */
  public boolean trainable() {
    return trainable;
  }

  /** Whether it was made to be trained, and stands with what is, even if it was frozen later. */
  public boolean madeTrainable() {
    return madeTrainable;
  }

  /** Training does not change it by gradient from now on. */
  public void freeze() {
    trainable = false;
  }

  /** Optimizers put its gradient in its place from now on, instead of moving it. */
  public void replaceByGradient() {
    replaced = true;
  }

  /** Whether optimizers put its gradient in its place. */
  public boolean isReplacedByGradient() {
    return replaced;
  }

  /** A penalty on it, or null. */
  public Regularizer regularizer() {
    return regularizer;
  }

  /** A projection after each update, or null. */
  public Constraint constraint() {
    return constraint;
  }

  /** The type of its value. */
  public TensorType type() {
    return variable.type();
  }

  /**
   * Gives the value a home where it has none. The first one stays, whoever comes later.
   *
   * @return the home it had before, or null
   */
  public Home settle(Home newcomer) {
    return home.compareAndSet(null, newcomer) ? null : home.get();
  }

  @Override
  public String toString() {
    return variable.toString();
  }
}
