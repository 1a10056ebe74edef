package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of other brightness, contrast, saturation and hue, one after the other: those of the four
 * that have a factor. See {@link RandomBrightness}, {@link RandomContrast}, {@link
 * RandomSaturation}, {@link RandomHue} and {@link ImageLayer}.
 */
public final class RandomColorJitter extends ColourLayer<RandomColorJitter> {
  private final PairedFactor brightness = new PairedFactor("brightness_factor", -1);
  private final PairedFactor contrast = new PairedFactor("contrast_factor", 0);
  private final PairedFactor saturation = new PairedFactor("saturation_factor", -1);
  private final PairedFactor hue = new PairedFactor("hue_factor", 0);

  /** Nothing is changed. */
  public RandomColorJitter() {}

  /** The factor of brightness. */
  public RandomColorJitter brightnessFactor(double factor) {
    brightness.set(factor);
    return this;
  }

  /** The range of the factor of brightness. */
  public RandomColorJitter brightnessFactor(double lower, double upper) {
    brightness.set(lower, upper);
    return this;
  }

  /** The factor of contrast. */
  public RandomColorJitter contrastFactor(double factor) {
    contrast.set(factor);
    return this;
  }

  /** The range of the factor of contrast. */
  public RandomColorJitter contrastFactor(double lower, double upper) {
    contrast.set(lower, upper);
    return this;
  }

  /** The factor of saturation. */
  public RandomColorJitter saturationFactor(double factor) {
    saturation.set(factor);
    return this;
  }

  /** The range of the factor of saturation. */
  public RandomColorJitter saturationFactor(double lower, double upper) {
    saturation.set(lower, upper);
    return this;
  }

  /** The factor of hue. */
  public RandomColorJitter hueFactor(double factor) {
    hue.set(factor);
    return this;
  }

  /** The range of the factor of hue. */
  public RandomColorJitter hueFactor(double lower, double upper) {
    hue.set(lower, upper);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    List.of(brightness, contrast, saturation, hue).forEach(factor -> factor.configure(config));
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    List<Transformation> steps = new ArrayList<>();
    add(steps, brightness, new RandomBrightness(0), draws, height, width);
    add(steps, contrast, new RandomContrast(0), draws, height, width);
    add(steps, saturation, new RandomSaturation(0), draws, height, width);
    add(steps, hue, new RandomHue(0), draws, height, width);
    return Transformation.ofColours(
        x -> {
          Tensor y = x;
          for (Transformation step : steps) {
            y = step.images().apply(y);
          }
          return y;
        });
  }

  private void add(
      List<Transformation> steps,
      PairedFactor factor,
      FactorLayer<?> layer,
      Draws draws,
      long height,
      long width) {
    if (factor.isSet()) {
      layer.setFactor(factor.within(layer.bounds()));
      layer.setRange(range());
      steps.add(layer.draw(draws, height, width));
    }
  }
}
