package io.trihorn.layers.preprocessing;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;

/**
 * The middle of images. Images that are too small are cut to the size's proportions and
 * interpolated bilinearly.
 */
public final class CenterCrop extends SizedImageLayer<CenterCrop> {
  /** Of this size. */
  public CenterCrop(int height, int width) {
    super(height, width);
  }

  @Override
  public void configure(Config config) {
    configureSize(config);
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = Ops.cast(input, dtypePolicy().compute());
    if (x.dim(heightAxis(x)) < height || x.dim(widthAxis(x)) < width) {
      return resized(croppedToAspect(x), Resize.Method.BILINEAR, false);
    }
    return middle(middle(x, heightAxis(x), height), widthAxis(x), width);
  }
}
