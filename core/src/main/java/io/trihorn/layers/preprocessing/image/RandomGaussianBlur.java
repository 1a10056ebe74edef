package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageFilters;
import java.util.List;

/**
 * Images blurred by a normal density, each with a probability; the standard deviations, one for
 * each direction, are drawn for the batch. See {@link ImageLayer}.
 */
public final class RandomGaussianBlur extends ColourLayer<RandomGaussianBlur> {
  private static final Factor.Bounds FACTOR = new Factor.Bounds("factor", 0, 1);
  private static final Factor.Bounds SIGMA = new Factor.Bounds("sigma", 0, 1);

  private Factor factor = FACTOR.of(1);
  private Factor sigma = SIGMA.of(1);
  private List<Integer> kernelSize = List.of(3, 3);

  /** With a probability that is itself drawn from 0 to 1. */
  public RandomGaussianBlur() {}

  /** The range that the probability is drawn from. */
  public RandomGaussianBlur factor(double lower, double upper) {
    factor = FACTOR.of(lower, upper);
    return this;
  }

  /** The extents of the window along width and height, both odd; by default 3. */
  public RandomGaussianBlur kernelSize(int columns, int rows) {
    kernelSize = checked(List.of(columns, rows));
    return this;
  }

  /** The range that the standard deviations are drawn from, in pixels; by default from 0 to 1. */
  public RandomGaussianBlur sigma(double lower, double upper) {
    sigma = SIGMA.of(lower, upper);
    return this;
  }

  private static List<Integer> checked(List<Integer> size) {
    List<Integer> both = size.size() == 1 ? List.of(size.get(0), size.get(0)) : size;
    if (both.size() != 2 || both.stream().anyMatch(s -> s < 1 || s % 2 == 0)) {
      throw new ConfigException(
          "RandomGaussianBlur: kernel_size should be one odd number or two, but is " + size);
    }
    return both;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    factor = FACTOR.configure(config, factor);
    kernelSize =
        config.value(
            "kernel_size",
            kernelSize,
            size -> {
              JsonArray array = new JsonArray();
              size.forEach(array::add);
              return array;
            },
            e -> checked(Config.list(e, JsonElement::getAsInt)));
    sigma = SIGMA.configure(config, sigma);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor applied = draws.chance(factor);
    Tensor drawn = Ops.add(draws.uniform(sigma.lower(), sigma.upper(), 2), 1e-6);
    return Transformation.ofColours(
        x -> {
          Tensor blurred =
              ImageFilters.gaussianBlur(
                  x,
                  kernelSize.get(0),
                  kernelSize.get(1),
                  Shapes.index(drawn, 0, 0),
                  Shapes.index(drawn, 0, 1),
                  Layout.CHANNELS_LAST);
          return range().clip(Ops.where(applied, blurred, x));
        });
  }
}
