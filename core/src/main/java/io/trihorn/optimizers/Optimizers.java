package io.trihorn.optimizers;

import io.trihorn.config.Registry;
import java.util.Map;

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

  /** Adam whose weights decay, with this learning rate. */
  public static AdamW adamw(double learningRate) {
    return new AdamW(learningRate);
  }

  /** Adam by the largest gradient, with this learning rate. */
  public static Adamax adamax(double learningRate) {
    return new Adamax(learningRate);
  }

  /** Adam with Nesterov's momentum, with this learning rate. */
  public static Nadam nadam(double learningRate) {
    return new Nadam(learningRate);
  }

  /** Descent by the root mean square of gradients, with this learning rate. */
  public static RMSprop rmsprop(double learningRate) {
    return new RMSprop(learningRate);
  }

  /** Adadelta, with this learning rate. */
  public static Adadelta adadelta(double learningRate) {
    return new Adadelta(learningRate);
  }

  /** Adagrad, with this learning rate. */
  public static Adagrad adagrad(double learningRate) {
    return new Adagrad(learningRate);
  }

  /** Adafactor, with this learning rate. */
  public static Adafactor adafactor(double learningRate) {
    return new Adafactor(learningRate);
  }

  /** Follow the regularized leader, with this learning rate. */
  public static Ftrl ftrl(double learningRate) {
    return new Ftrl(learningRate);
  }

  /** Lion, with this learning rate. */
  public static Lion lion(double learningRate) {
    return new Lion(learningRate);
  }

  /** Lamb, with this learning rate. */
  public static Lamb lamb(double learningRate) {
    return new Lamb(learningRate);
  }

  /** Muon, with this learning rate. */
  public static Muon muon(double learningRate) {
    return new Muon(learningRate);
  }

  /** Adam that needs no schedule, with this learning rate. */
  public static ScheduleFreeAdamW scheduleFreeAdamW(double learningRate) {
    return new ScheduleFreeAdamW(learningRate);
  }

  /** An optimizer under a loss scale that adapts. */
  public static LossScaleOptimizer lossScale(Optimizer inner) {
    return new LossScaleOptimizer(inner);
  }

  /** Gradient descent with this learning rate. */
  public static SGD sgd(double learningRate) {
    return new SGD(learningRate);
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Optimizer get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }
}
