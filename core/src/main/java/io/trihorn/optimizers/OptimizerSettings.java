package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What every optimizer can do besides its own update, in this order: gradients are divided by the
 * loss scale, gathered over steps, and clipped; weights decay; after the update, averages of them
 * are kept.
 */
public final class OptimizerSettings {
  Double weightDecay;
  Double lossScaleFactor;
  Integer accumulationSteps;
  boolean useEma;
  private Double clipNorm;
  private Double globalClipNorm;
  private Double clipValue;
  private double emaMomentum = 0.99;
  private Integer emaOverwriteFrequency;

  OptimizerSettings() {}

  /** In each step a weight loses this share of itself times the learning rate; null for none. */
  public OptimizerSettings weightDecay(Double value) {
    weightDecay = value;
    return this;
  }

  /** The largest norm of each gradient; null for any. */
  public OptimizerSettings clipNorm(Double value) {
    clipNorm = value;
    return check();
  }

  /** The largest norm of all gradients together; null for any. */
  public OptimizerSettings globalClipNorm(Double value) {
    globalClipNorm = value;
    return check();
  }

  /** The largest magnitude of an element of a gradient; null for any. */
  public OptimizerSettings clipValue(Double value) {
    clipValue = value;
    return check();
  }

  /**
   * Keeps averages of the weights, which they become when training ends.
   *
   * @param momentum how much of the average stays in each step
   * @param overwriteFrequency every how many updates weights become their averages, or null
   */
  public OptimizerSettings ema(double momentum, Integer overwriteFrequency) {
    useEma = true;
    emaMomentum = momentum;
    emaOverwriteFrequency = overwriteFrequency;
    return check();
  }

  /** What the loss is multiplied by and gradients divided by; null for nothing. */
  public OptimizerSettings lossScaleFactor(Double value) {
    lossScaleFactor = value;
    return this;
  }

  /** Weights are updated every so many steps, with the mean of the gradients; null for every. */
  public OptimizerSettings gradientAccumulationSteps(Integer value) {
    accumulationSteps = value;
    return check();
  }

  void emaMomentum(double value) {
    emaMomentum = value;
    check();
  }

  void emaOverwriteFrequency(Integer value) {
    emaOverwriteFrequency = value;
    check();
  }

  void configure(Config config) {
    weightDecay = config.nullableNumber("weight_decay", weightDecay);
    clipNorm = config.nullableNumber("clipnorm", clipNorm);
    globalClipNorm = config.nullableNumber("global_clipnorm", globalClipNorm);
    clipValue = config.nullableNumber("clipvalue", clipValue);
    useEma = config.bool("use_ema", useEma);
    emaMomentum = config.number("ema_momentum", emaMomentum);
    emaOverwriteFrequency =
        config.nullableInteger("ema_overwrite_frequency", emaOverwriteFrequency);
    lossScaleFactor = config.nullableNumber("loss_scale_factor", lossScaleFactor);
    accumulationSteps = config.nullableInteger("gradient_accumulation_steps", accumulationSteps);
    check();
  }

  private OptimizerSettings check() {
    requireLimit("clipnorm", clipNorm);
    requireLimit("global_clipnorm", globalClipNorm);
    requireLimit("clipvalue", clipValue);
    if (Stream.of(clipNorm, globalClipNorm, clipValue).mapToInt(c -> c == null ? 0 : 1).sum() > 1) {
      throw new ConfigException(
          "an optimizer clips in one way: give one of clipnorm, global_clipnorm and clipvalue");
    }
    if (accumulationSteps != null && accumulationSteps < 2) {
      throw new ConfigException(
          "gradient_accumulation_steps should be null or at least 2, but is " + accumulationSteps);
    }
    if (useEma && !(emaMomentum >= 0 && emaMomentum <= 1)) {
      throw new ConfigException("ema_momentum should be from 0 to 1, but is " + emaMomentum);
    }
    if (emaOverwriteFrequency != null && emaOverwriteFrequency < 1) {
      throw new ConfigException(
          "ema_overwrite_frequency should be null or at least 1, but is " + emaOverwriteFrequency);
    }
    return this;
  }

  /** As in Keras, 0 stands for no limit. */
  private static void requireLimit(String key, Double limit) {
    if (limit != null && !(limit >= 0)) {
      throw new ConfigException(key + " should be null or a number of 0 or more, but is " + limit);
    }
  }

  /** Gradients, nulls among them, within the limits set. */
  List<Tensor> clip(List<Tensor> gradients) {
    if (clipNorm != null && clipNorm > 0) {
      return map(gradients, this::clipByNorm);
    }
    if (globalClipNorm != null && globalClipNorm > 0) {
      Tensor squares =
          Ops.addAll(
              gradients.stream()
                  .filter(Objects::nonNull)
                  .map(g -> Ops.sum(Ops.square(g)))
                  .toList());
      Tensor norm = Ops.sqrt(squares);
      Tensor factor =
          Ops.multiply(Ops.minimum(Ops.reciprocal(norm), 1 / globalClipNorm), globalClipNorm);
      // An infinite norm makes all gradients NaN, which is seen, rather than 0, which is not.
      Tensor scale = Ops.add(factor, Ops.subtract(norm, norm));
      return map(gradients, g -> Ops.multiply(g, scale));
    }
    if (clipValue != null && clipValue > 0) {
      return map(gradients, g -> Ops.clip(g, -clipValue, clipValue));
    }
    return gradients;
  }

  private Tensor clipByNorm(Tensor g) {
    Tensor norm = Ops.sqrt(Ops.sum(Ops.square(g)));
    return Ops.divide(Ops.multiply(g, clipNorm), Ops.maximum(norm, clipNorm));
  }

  private static List<Tensor> map(List<Tensor> gradients, UnaryOperator<Tensor> function) {
    List<Tensor> mapped = new ArrayList<>();
    gradients.forEach(g -> mapped.add(g == null ? null : function.apply(g)));
    return mapped;
  }

  /**
   * Takes the weights into their averages, which begin with the first values, and now and then puts
   * the averages in their place.
   *
   * @param updates the number of updates before this one
   */
  void average(Trace trace, Tensor updates, List<Weight> weights, List<Weight> averages) {
    for (int i = 0; i < averages.size(); i++) {
      Weight weight = weights.get(i);
      Tensor w = trace.read(weight.variable());
      Tensor momentum = Ops.multiply(Ops.cast(Ops.notEqual(updates, 0), w.dtype()), emaMomentum);
      Tensor old = trace.read(averages.get(i).variable());
      Tensor now = Ops.add(Ops.multiply(momentum, old), Ops.multiply(Ops.subtract(1, momentum), w));
      trace.assign(averages.get(i).variable(), now);
      if (emaOverwriteFrequency != null) {
        Tensor due = Ops.equal(Steps.remainder(Ops.add(updates, 1), emaOverwriteFrequency), 0);
        trace.assign(weight.variable(), Ops.where(due, now, w));
      }
    }
  }
}
