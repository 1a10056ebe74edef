package io.trihorn.regularizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code l1 * sum |x| + l2 * sum x^2}; {@code L1} and {@code L2} have one of the terms, by default
 * 0.01.
 */
final class L1L2 implements Regularizer {
  private final String className;
  private double l1;
  private double l2;

  L1L2(String className) {
    this.className = className;
    l1 = className.equals("L1") ? 0.01 : 0;
    l2 = className.equals("L2") ? 0.01 : 0;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  public void configure(Config config) {
    if (className.contains("L1")) {
      l1 = config.number("l1", l1);
    }
    if (className.contains("L2")) {
      l2 = config.number("l2", l2);
    }
  }

  @Override
  public Tensor call(Tensor x) {
    Tensor loss = x.scalar(0);
    if (l1 != 0) {
      loss = Ops.add(loss, Ops.multiply(Ops.sum(Ops.abs(x)), l1));
    }
    if (l2 != 0) {
      loss = Ops.add(loss, Ops.multiply(Ops.sum(Ops.square(x)), l2));
    }
    return loss;
  }
}
