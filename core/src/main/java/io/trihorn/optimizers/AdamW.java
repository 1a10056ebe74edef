package io.trihorn.optimizers;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2017): weights also lose {@code
 * weightDecay * rate} of themselves in each step, by default 0.004 times the rate.
 */
public final class AdamW extends Adam {
  /** AdamW with Keras's learning rate, 0.001. */
  public AdamW() {
    this(0.001);
  }

  /** AdamW with this learning rate. */
  public AdamW(double learningRate) {
    super(learningRate);
    settings().weightDecay(0.004);
  }
}
