package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;
import java.util.List;
import java.util.Locale;

/**
 * Random values whose variance is {@code scale / n}, where {@code n} is the number of a unit's
 * inputs, outputs, or their mean. Glorot and Bengio (2010), He et al. (2015) and LeCun et al.
 * (1998) are presets of it.
 */
final class VarianceScaling implements PureInitializer {
  /** The standard deviation of a unit normal distribution cut off at two standard deviations. */
  private static final double TRUNCATED_STDDEV = 0.87962566103423978;

  /** Keras's classes of this kind. */
  enum Preset {
    VARIANCE_SCALING("VarianceScaling", 1, "fan_in", "truncated_normal"),
    GLOROT_UNIFORM("GlorotUniform", 1, "fan_avg", "uniform"),
    GLOROT_NORMAL("GlorotNormal", 1, "fan_avg", "truncated_normal"),
    LECUN_UNIFORM("LecunUniform", 1, "fan_in", "uniform"),
    LECUN_NORMAL("LecunNormal", 1, "fan_in", "truncated_normal"),
    HE_UNIFORM("HeUniform", 2, "fan_in", "uniform"),
    HE_NORMAL("HeNormal", 2, "fan_in", "truncated_normal");

    private final String className;
    private final double scale;
    private final String mode;
    private final String distribution;

    Preset(String className, double scale, String mode, String distribution) {
      this.className = className;
      this.scale = scale;
      this.mode = mode;
      this.distribution = distribution;
    }

    String className() {
      return className;
    }

    String keras() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Preset preset;
  private double scale;
  private String mode;
  private String distribution;
  private Integer seed;
  private List<Integer> inputAxes;
  private List<Integer> outputAxes;

  VarianceScaling(Preset preset) {
    this.preset = preset;
    this.scale = preset.scale;
    this.mode = preset.mode;
    this.distribution = preset.distribution;
  }

  @Override
  public String className() {
    return preset.className;
  }

  @Override
  public void configure(Config config) {
    if (preset == Preset.VARIANCE_SCALING) {
      scale = config.number("scale", scale);
      mode = config.text("mode", mode);
      distribution = config.text("distribution", distribution);
    }
    seed = config.nullableInteger("seed", seed);
    inputAxes = config.integers("input_axes", inputAxes);
    outputAxes = config.integers("output_axes", outputAxes);
  }

  @Override
  public void fill(TensorData place, long fallback) {
    long start = seed != null ? seed : fallback;
    double variance = scale / Math.max(1, fan(place.type()));
    if (distribution.equals("uniform")) {
      double limit = Math.sqrt(3 * variance);
      Draws.each(place, start, random -> limit * (2 * random.nextDouble() - 1));
      return;
    }
    SplitMix64 random = new SplitMix64(start);
    for (long i = 0; i < place.size(); i++) {
      place.setDouble(i, draw(random, variance));
    }
  }

  private double draw(SplitMix64 random, double variance) {
    return switch (distribution) {
      case "untruncated_normal" -> Math.sqrt(variance) * random.nextNormal();
      case "truncated_normal", "normal" ->
          Math.sqrt(variance) / TRUNCATED_STDDEV * RandomNormal.truncatedNormal(random);
      default ->
          throw new ConfigException(
              className()
                  + ": distribution should be truncated_normal, untruncated_normal or uniform,"
                  + " but is "
                  + distribution);
    };
  }

  private double fan(TensorType type) {
    double in = inputAxes == null ? fanAlong(type, -2) : product(type, inputAxes);
    double out = outputAxes == null ? fanAlong(type, -1) : product(type, outputAxes);
    return switch (mode) {
      case "fan_in" -> in;
      case "fan_out" -> out;
      case "fan_avg" -> (in + out) / 2;
      default ->
          throw new ConfigException(
              className() + ": mode should be fan_in, fan_out or fan_avg, but is " + mode);
    };
  }

  /** The extent of one of the last two axes, times those of the window before them. */
  private static double fanAlong(TensorType type, int axis) {
    if (type.rank() < 2) {
      return type.size();
    }
    double window = 1;
    for (int i = 0; i < type.rank() - 2; i++) {
      window *= type.dim(i);
    }
    return type.dim(axis) * window;
  }

  private static double product(TensorType type, List<Integer> axes) {
    return axes.stream().mapToDouble(type::dim).reduce(1, (a, b) -> a * b);
  }
}
