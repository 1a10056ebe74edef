package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;

/**
 * A layer that changes images at random.
 *
 * @param <L> the layer's own class
 */
public abstract class RandomImageLayer<L extends RandomImageLayer<L>> extends ImageLayer<L> {
  private Integer seed;

  /** A layer with default attributes. */
  protected RandomImageLayer() {}

  /** The seed of the layer's random numbers; by default the model's seed decides. */
  public final L seed(int value) {
    seed = value;
    return self();
  }

  @Override
  final Integer seed() {
    return seed;
  }

  /** The attributes of all image layers, and the seed. */
  final void configureRandom(Config config) {
    configureImages(config);
    seed = config.nullableInteger("seed", seed);
  }
}
