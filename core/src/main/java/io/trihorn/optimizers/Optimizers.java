package io.trihorn.optimizers;

import io.trihorn.config.Registry;

/** The optimizers by Keras's names. */
public final class Optimizers {
  /** All of them; classes of your own are added here. */
  public static final Registry<Optimizer> REGISTRY =
      new Registry<Optimizer>("optimizer", "keras.optimizers")
          .add("SGD", SGD::new, "sgd")
          .add("Adam", Adam::new, "adam")
          .add("AdamW", AdamW::new, "adamw")
          .add("Adamax", Adamax::new, "adamax")
          .add("Nadam", Nadam::new, "nadam")
          .add("RMSprop", RMSprop::new, "rmsprop")
          .add("Adadelta", Adadelta::new, "adadelta")
          .add("Adagrad", Adagrad::new, "adagrad")
          .add("Adafactor", Adafactor::new, "adafactor")
          .add("Ftrl", Ftrl::new, "ftrl")
          .add("Lion", Lion::new, "lion")
          .add("Lamb", Lamb::new, "lamb")
          .add("Muon", Muon::new, "muon")
          .add("ScheduleFreeAdamW", ScheduleFreeAdamW::new, "schedulefreeadamw")
          .add("MultiOptimizer", MultiOptimizer::new, "multioptimizer")
          .add("LossScaleOptimizer", LossScaleOptimizer::new, "lossscaleoptimizer");

  private Optimizers() {}

  /** The optimizer of Keras's name, with default attributes. */
  public static Optimizer get(String name) {
    return REGISTRY.create(name);
  }

  /** Adam with this learning rate. */
  public static Adam adam(double learningRate) {
    return new Adam(learningRate);
  }

  /** Gradient descent with this learning rate. */
  public static SGD sgd(double learningRate) {
    return new SGD(learningRate);
  }
}
