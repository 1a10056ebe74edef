package io.trihorn.layers.reshaping;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.ops.image.Resize.Method;

/** Images made larger by whole factors: input {@code (batch, height, width, channels)}. */
public final class UpSampling2D extends UpSampling<UpSampling2D> implements DataFormatted {
  /** So many times: one number for both axes or one for each. */
  public UpSampling2D(int... size) {
    super(2, size);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public UpSampling2D dataFormat(String name) {
    return setDataFormat(name);
  }

  /** {@code nearest} (the default), {@code bilinear}, {@code bicubic}, {@code lanczos3/5}. */
  public UpSampling2D interpolation(String name) {
    interpolation = Method.parse(name);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    interpolation =
        config.value(
            "interpolation",
            interpolation,
            m -> new JsonPrimitive(m.keras()),
            e -> Method.parse(e.getAsString()));
  }
}
