package io.trihorn.layers.preprocessing;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize.Method;

/**
 * Images of another size; pixels are areas, so their centers stand at halves. Integer images stay
 * integer: their values are rounded.
 */
public final class Resizing extends SizedImageLayer<Resizing> {
  private Method interpolation = Method.BILINEAR;
  private boolean cropToAspectRatio;
  private boolean padToAspectRatio;
  private double fillValue;
  private boolean antialias;

  /** To this size. */
  public Resizing(int height, int width) {
    super(height, width);
  }

  /** {@code bilinear} (the default), {@code nearest}, {@code bicubic}, {@code lanczos3/5}. */
  public Resizing interpolation(String name) {
    interpolation = Method.parse(name);
    return this;
  }

  /** Whether images are cut to the size's proportions first; by default not. */
  public Resizing cropToAspectRatio(boolean value) {
    cropToAspectRatio = value;
    return this;
  }

  /** Whether images get a border first that makes them of the size's proportions. */
  public Resizing padToAspectRatio(boolean value) {
    padToAspectRatio = value;
    return this;
  }

  /** The value of the border; by default 0. */
  public Resizing fillValue(double value) {
    fillValue = value;
    return this;
  }

  /** Whether all pixels count where an image shrinks; by default not. */
  public Resizing antialias(boolean value) {
    antialias = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureSize(config);
    interpolation =
        config.value(
            "interpolation",
            interpolation,
            m -> new JsonPrimitive(m.keras()),
            e -> Method.parse(e.getAsString()));
    cropToAspectRatio = config.bool("crop_to_aspect_ratio", cropToAspectRatio);
    padToAspectRatio = config.bool("pad_to_aspect_ratio", padToAspectRatio);
    String mode = config.text("fill_mode", "constant");
    if (!"constant".equals(mode)) {
      throw new ConfigException("Resizing: fill_mode should be constant, but is " + mode);
    }
    fillValue = config.number("fill_value", fillValue);
    antialias = config.bool("antialias", antialias);
    if (cropToAspectRatio && padToAspectRatio) {
      throw new ConfigException(
          "Resizing: only one of crop_to_aspect_ratio and pad_to_aspect_ratio can be true");
    }
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = input;
    if (cropToAspectRatio) {
      x = croppedToAspect(x);
    } else if (padToAspectRatio) {
      x = paddedToAspect(x);
    }
    return toType(resized(x, interpolation, antialias), input.dtype());
  }

  /** As in Keras, both sides get the same border, one pixel short where the difference is odd. */
  private Tensor paddedToAspect(Tensor x) {
    long h = x.dim(heightAxis(x));
    long w = x.dim(widthAxis(x));
    long[] border = new long[x.rank()];
    border[heightAxis(x)] = (Math.max(h, w * height / width) - h) / 2;
    border[widthAxis(x)] = (Math.max(w, h * width / height) - w) / 2;
    return Shapes.pad(x, border, border, fillValue);
  }
}
