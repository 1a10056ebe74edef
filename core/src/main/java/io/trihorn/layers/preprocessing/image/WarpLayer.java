package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.FillMode;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import io.trihorn.ops.image.ImageSampling.Rule;
import io.trihorn.ops.image.ImageWarps;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that moves, turns or stretches images: each pixel comes from where a random transform
 * says. Segmentation masks are moved by whole pixels.
 *
 * @param <L> the layer's own class
 */
public abstract class WarpLayer<L extends WarpLayer<L>> extends RandomImageLayer<L> {
  private Interpolation interpolation = Interpolation.BILINEAR;
  private FillMode fillMode = FillMode.REFLECT;
  private double fillValue;

  /** A layer that interpolates linearly and mirrors what lies outside. */
  WarpLayer() {}

  /** {@code bilinear} (the default) or {@code nearest}. */
  public final L interpolation(String name) {
    interpolation = Interpolation.parse(name);
    return self();
  }

  /** {@code reflect} (the default), {@code wrap}, {@code constant} or {@code nearest}. */
  public final L fillMode(String name) {
    fillMode = checked(FillMode.parse(name));
    return self();
  }

  /** The value outside, for fill mode {@code constant}; by default 0. */
  public final L fillValue(double value) {
    fillValue = value;
    return self();
  }

  final Interpolation interpolation() {
    return interpolation;
  }

  final void setInterpolation(Interpolation value) {
    interpolation = value;
  }

  private FillMode checked(FillMode mode) {
    if (mode == FillMode.MIRROR) {
      throw new ConfigException(
          className() + ": fill_mode should be reflect, wrap, constant or nearest, not mirror");
    }
    return mode;
  }

  /** All attributes that such layers share. */
  final void configureWarp(Config config) {
    configureRandom(config);
    fillMode =
        config.value(
            "fill_mode",
            fillMode,
            m -> new JsonPrimitive(m.keras()),
            e -> checked(FillMode.parse(e.getAsString())));
    interpolation = configureInterpolation(config, interpolation);
    fillValue = config.number("fill_value", fillValue);
  }

  /** The attribute {@code interpolation}. */
  static Interpolation configureInterpolation(Config config, Interpolation value) {
    return config.value(
        "interpolation",
        value,
        i -> new JsonPrimitive(i.keras()),
        e -> Interpolation.parse(e.getAsString()));
  }

  /** Transforms {@code (batch, 8)}; see {@link ImageWarps#affineTransform}. */
  abstract Tensor transforms(Draws draws, long height, long width);

  @Override
  Transformation draw(Draws draws, long height, long width) {
    // Coordinates are exact beyond what narrow floats count.
    Tensor transforms =
        transforms(new Draws(draws.keys(), draws.batch(), DataType.FLOAT32), height, width);
    return Transformation.ofPlaces(
        x -> warp(x, transforms, interpolation), m -> warp(m, transforms, Interpolation.NEAREST));
  }

  final Tensor warp(Tensor x, Tensor transforms, Interpolation how) {
    Rule rule = new Rule(how, fillMode, fillValue);
    return ImageWarps.affineTransform(x, transforms, rule, Layout.CHANNELS_LAST);
  }

  /**
   * Rows of transforms from what is drawn for each image.
   *
   * @param entries the numbers a0, a1, a2, b0, b1, b2, each {@code (batch)}
   */
  static Tensor affine(Tensor... entries) {
    List<Tensor> columns = new ArrayList<>(List.of(entries));
    Tensor zero = Shapes.zerosLike(entries[0]);
    columns.add(zero);
    columns.add(zero);
    return Shapes.stack(columns, 1);
  }

  /** The transform that changes nothing, {@code (1, 8)}. */
  static Tensor same(Tensor like) {
    return like.constant(TensorData.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0}, 1, 8));
  }

  static Tensor ones(Tensor like) {
    return Shapes.onesLike(like);
  }

  static Tensor zeros(Tensor like) {
    return Shapes.zerosLike(like);
  }

  static Tensor scaled(Tensor x, double factor) {
    return Ops.multiply(x, factor);
  }
}
