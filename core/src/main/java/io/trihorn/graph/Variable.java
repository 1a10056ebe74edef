package io.trihorn.graph;

import java.util.Objects;

/**
 * A cell of state: a weight, an optimizer slot, a metric's accumulator. It has a name and a type
 * here and a value in a variable store; two variables are the same only if they are the same
 * object.
 */
public final class Variable {
  private final String name;
  private final TensorType type;
  private final String place;

  /**
   * A new variable.
   *
   * @param name a path for messages and dumps, for example {@code dense/kernel}; need not be unique
   * @param type the type of its value
   */
  public Variable(String name, TensorType type) {
    this(name, type, name);
  }

  /**
   * A new variable that lies on devices where another one does.
   *
   * @param name a path for messages and dumps
   * @param type the type of its value
   * @param place the path by which layouts know it, as an optimizer's slot has that of its weight
   */
  public Variable(String name, TensorType type, String place) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.place = Objects.requireNonNull(place, "place");
  }

  /** The name given at creation. */
  public String name() {
    return name;
  }

  /** The type of the value. */
  public TensorType type() {
    return type;
  }

  /** The path by which layouts on devices know it: mostly its name. */
  public String place() {
    return place;
  }

  @Override
  public String toString() {
    return name + ": " + type;
  }
}
