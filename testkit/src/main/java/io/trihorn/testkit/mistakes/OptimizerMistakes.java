package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static io.trihorn.optimizers.Optimizers.sgd;

import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.RMSprop;
import io.trihorn.optimizers.SGD;
import java.util.List;
import java.util.Map;

/** Attributes of optimizers that are none, or out of their range. */
final class OptimizerMistakes {
  private OptimizerMistakes() {}

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "an attribute that optimizers lack",
              on -> Optimizers.get("adam", Map.of("learningrate", 0.1)),
              UnknownNameException.class,
              "optimizer 'adam' has no attribute 'learningrate'; did you mean 'learning_rate'? It has [name, learning_rate, weight_decay, clipnorm, global_clipnorm, clipvalue, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, beta_1, beta_2, epsilon, amsgrad]"),
          new Mistake(
              "an attribute of another type",
              on -> Optimizers.get("adam", Map.of("learning_rate", "fast")),
              ConfigException.class,
              "adam: 'learning_rate' should be another kind of value, but is \"fast\""),
          new Mistake(
              "a negative learning rate",
              on -> sgd(-0.1),
              ConfigException.class,
              "SGD: 'learning_rate' should be a number of 0 or more, but is -0.1"),
          new Mistake(
              "a negative learning rate later",
              on -> {
                Sequential m = on.model(input(2), dense(1)).name("line");
                m.compile("sgd", "mse");
                m.setLearningRate(-0.1);
              },
              ConfigException.class,
              "model 'line': 'learning_rate' should be a number of 0 or more, but is -0.1"),
          new Mistake(
              "NaN as learning rate",
              on -> adam(Double.NaN),
              ConfigException.class,
              "Adam: 'learning_rate' should be a number of 0 or more, but is NaN"),
          new Mistake(
              "a negative momentum",
              on -> new SGD(0.1).momentum(-0.9),
              ConfigException.class,
              "SGD: 'momentum' should be from 0 to 1, but is -0.9"),
          new Mistake(
              "a momentum above 1",
              on -> Optimizers.get("sgd", Map.of("momentum", 9)),
              ConfigException.class,
              "sgd: 'momentum' should be from 0 to 1, but is 9.0"),
          new Mistake(
              "a moment that grows",
              on -> Optimizers.get("adam", Map.of("beta_1", 1.5)),
              ConfigException.class,
              "adam: 'beta_1' should be from 0 to 1, but is 1.5"),
          new Mistake(
              "NaN as the share that stays",
              on -> new RMSprop().rho(Double.NaN),
              ConfigException.class,
              "RMSprop: 'rho' should be from 0 to 1, but is NaN"),
          new Mistake(
              "a negative norm to clip to",
              on -> adam(0.1).clipnorm(-1.0),
              ConfigException.class,
              "clipnorm should be null or a number of 0 or more, but is -1.0"));
}
