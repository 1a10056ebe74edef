package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that {@link RandAugment} and {@link AugMix} choose from: three that move pixels,
 * which share one interpolation, and those of colours. All have one factor.
 */
final class Augmentations {
  private final Interpolation interpolation;
  private final List<WarpLayer<?>> warps;
  private final List<ImageLayer<?>> colours = new ArrayList<>();

  /** The changes of a strength; all of them, or without those that change colours only slightly. */
  Augmentations(Factor factor, ValueRange range, Interpolation interpolation, boolean all) {
    this.interpolation = interpolation;
    double low = factor.lower();
    double high = factor.upper();
    warps =
        List.of(
            new RandomShear().xFactor(low, high).yFactor(low, high),
            new RandomTranslation(0, 0).heightFactor(low, high).widthFactor(low, high),
            new RandomRotation(0).factor(low, high));
    if (all) {
      colour(new RandomBrightness(0), factor, range);
      colour(new RandomColorDegeneration(0), factor, range);
      colour(new RandomContrast(0), factor, range);
      colour(new RandomSharpness(0), factor, range);
    }
    RandomPosterization posterization =
        new RandomPosterization(Math.max(1, (int) (8 * factor.upper())));
    posterization.setRange(range);
    colours.add(posterization);
    Solarization solarization =
        new Solarization().additionFactor(low, high).thresholdFactor(low, high);
    solarization.setRange(range);
    colours.add(solarization);
    colours.add(new AutoContrast().range(range));
    colours.add(new Equalization().range(range));
  }

  private void colour(FactorLayer<?> layer, Factor factor, ValueRange range) {
    layer.setFactor(factor);
    layer.setRange(range);
    colours.add(layer);
  }

  /** How many there are. */
  int count() {
    return warps.size() + colours.size();
  }

  /** One draw of each. */
  Drawn draw(Draws draws, long height, long width) {
    Draws exact = new Draws(draws.keys(), draws.batch(), DataType.FLOAT32);
    return new Drawn(
        warps.stream().map(layer -> layer.transforms(exact, height, width)).toList(),
        colours.stream().map(layer -> layer.draw(draws, height, width)).toList());
  }

  /**
   * What one draw of each does.
   *
   * @param transforms of the layers that move pixels
   * @param changes of the layers of colours
   */
  record Drawn(List<Tensor> transforms, List<Transformation> changes) {}

  /**
   * One of the changes.
   *
   * @param choice which, an int32 scalar; {@link #count} leaves images alone
   */
  Tensor images(Tensor x, Tensor choice, Drawn drawn) {
    Tensor result = moved(x, choice, drawn, interpolation);
    for (int i = 0; i < drawn.changes().size(); i++) {
      Tensor chosen = Ops.equal(choice, (double) warps.size() + i);
      result = Ops.where(chosen, drawn.changes().get(i).images().apply(x), result);
    }
    return result;
  }

  /** What one of the changes does to masks. */
  Tensor masks(Tensor x, Tensor choice, Drawn drawn) {
    return moved(x, choice, drawn, Interpolation.NEAREST);
  }

  /** One interpolation by the chosen transform, instead of one for each. */
  private Tensor moved(Tensor x, Tensor choice, Drawn drawn, Interpolation how) {
    Tensor transform = WarpLayer.same(drawn.transforms().get(0));
    for (int i = 0; i < warps.size(); i++) {
      transform = Ops.where(Ops.equal(choice, i), drawn.transforms().get(i), transform);
    }
    Tensor warped = warps.get(0).warp(x, transform, how);
    return Ops.where(Ops.less(choice, warps.size()), Ops.cast(warped, x.dtype()), x);
  }
}
