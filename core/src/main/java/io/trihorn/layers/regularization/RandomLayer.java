package io.trihorn.layers.regularization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.util.List;

/**
 * A layer that changes its input at random in training and leaves it alone otherwise, or where its
 * strength is 0. Input and output {@code (...)}.
 *
 * @param <L> the layer's own class
 */
public abstract class RandomLayer<L extends RandomLayer<L>> extends FluentLayer<L> {
  private final String attribute;
  private double strength;
  private Integer seed;
  private SeedGenerator generator;

  /** A layer of this strength, which Keras knows under this attribute. */
  protected RandomLayer(String attribute, double strength) {
    this.attribute = attribute;
    this.strength = checked(strength);
  }

  /** The seed of the layer's random numbers; by default the model's seed decides. */
  public final L seed(int value) {
    seed = value;
    return self();
  }

  /** The strength: a rate or a standard deviation. */
  protected final double strength() {
    return strength;
  }

  private double checked(double value) {
    boolean fits = attribute.endsWith("rate") ? value >= 0 && value <= 1 : value >= 0;
    if (!fits) {
      throw new ConfigException(
          className()
              + ": "
              + attribute
              + " should be "
              + (attribute.endsWith("rate") ? "between 0 and 1" : "at least 0")
              + ", but is "
              + value);
    }
    return value;
  }

  /** The strength and the seed. */
  protected final void configureRandom(Config config) {
    configureStrength(config);
    seed = config.nullableInteger("seed", seed);
  }

  /** The strength alone, for layers that Keras gives no seed. */
  protected final void configureStrength(Config config) {
    strength = checked(config.number(attribute, strength));
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    configureRandom(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (strength > 0) {
      generator = addSeedGenerator(seed);
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    return generator != null && call.training() ? disturb(x, call.key(generator)) : x;
  }

  /** The input changed at random by a key {@code (2)}. */
  protected abstract Tensor disturb(Tensor x, Tensor key);
}
