package io.trihorn.studio.playground;

import java.util.function.DoubleBinaryOperator;

/** What the network is told of a point. */
public enum Feature {
  /** To the right. */
  X1("x₁", (x, y) -> x),
  /** Upwards. */
  X2("x₂", (x, y) -> y),
  /** To the right, squared. */
  X1_SQUARED("x₁²", (x, y) -> x * x),
  /** Upwards, squared. */
  X2_SQUARED("x₂²", (x, y) -> y * y),
  /** The product of both. */
  PRODUCT("x₁x₂", (x, y) -> x * y),
  /** Waves to the right. */
  SIN_X1("sin x₁", (x, y) -> Math.sin(x)),
  /** Waves upwards. */
  SIN_X2("sin x₂", (x, y) -> Math.sin(y));

  private final String label;
  private final DoubleBinaryOperator value;

  Feature(String label, DoubleBinaryOperator value) {
    this.label = label;
    this.value = value;
  }

  /** As pages call it. */
  public String label() {
    return label;
  }

  double of(double x, double y) {
    return value.applyAsDouble(x, y);
  }
}
