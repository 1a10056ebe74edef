package io.trihorn.studio.playground;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is learned, and how.
 *
 * @param data the points
 * @param noise in percent, from 0 to 50
 * @param trainPercent how many of the points are learned from, from 10 to 90 percent
 * @param features what the network is told, at least one
 * @param layers the neurons of each hidden layer, at most 6 layers of at most 8
 * @param activation of hidden neurons: {@code tanh}, {@code relu}, {@code sigmoid} or {@code
 *     linear}
 * @param rate the learning rate
 * @param regularization {@code none}, {@code l1} or {@code l2}
 * @param regularizationRate its factor
 * @param batch the rows of a step, from 1 to 100
 * @param seed of points and weights
 * @param backend what computes; empty for what configuration says
 */
public record Settings(
    PlaneData data,
    double noise,
    int trainPercent,
    List<Feature> features,
    List<Integer> layers,
    String activation,
    double rate,
    String regularization,
    double regularizationRate,
    int batch,
    long seed,
    String backend) {
  private static final Set<String> ACTIVATIONS = Set.of("tanh", "relu", "sigmoid", "linear");
  private static final Set<String> REGULARIZATIONS = Set.of("none", "l1", "l2");
  private static final int MOST_LAYERS = 6;
  private static final int MOST_NEURONS = 8;

  /**
   * Checks all of it.
   *
   * @throws IllegalArgumentException if something is missing or out of its bounds
   */
  public Settings {
    require(data != null, "data", "one of the four sets");
    require(noise >= 0 && noise <= 50, "noise", "from 0 to 50");
    require(trainPercent >= 10 && trainPercent <= 90, "trainPercent", "from 10 to 90");
    require(
        features != null && !features.isEmpty() && features.stream().allMatch(Objects::nonNull),
        "features",
        "at least one");
    require(
        layers != null
            && layers.size() <= MOST_LAYERS
            && layers.stream().allMatch(n -> n != null && n >= 1 && n <= MOST_NEURONS),
        "layers",
        "at most " + MOST_LAYERS + " of 1 to " + MOST_NEURONS + " neurons");
    require(ACTIVATIONS.contains(activation), "activation", "one of " + ACTIVATIONS);
    require(rate > 0 && rate <= 10, "rate", "more than 0 and at most 10");
    require(
        REGULARIZATIONS.contains(regularization), "regularization", "one of " + REGULARIZATIONS);
    require(
        regularizationRate >= 0 && regularizationRate <= 10, "regularizationRate", "from 0 to 10");
    require(batch >= 1 && batch <= 100, "batch", "from 1 to 100");
    require(backend != null, "backend", "the name of a backend, or empty");
    features = features.stream().distinct().toList();
    layers = List.copyOf(layers);
  }

  private static void require(boolean right, String what, String expected) {
    if (!right) {
      throw new IllegalArgumentException("playground: " + what + " should be " + expected);
    }
  }
}
