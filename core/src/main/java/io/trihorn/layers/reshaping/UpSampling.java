package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;
import io.trihorn.ops.image.Resize.Method;
import java.util.List;

/**
 * Spatial axes made longer by whole factors.
 *
 * @param <L> the layer's own class
 */
public abstract class UpSampling<L extends UpSampling<L>> extends SpatialLayer<L> {
  /** How values between elements are found. */
  protected Method interpolation = Method.NEAREST;

  private List<Integer> size;

  /** Factors for this many spatial axes. */
  protected UpSampling(int axes, int... size) {
    super(axes);
    this.size = Sizes.of("size", axes, size);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    if (axes == 1) {
      size = List.of(config.integer("size", size.get(0)));
    } else {
      size = Sizes.configure(config, "size", axes, size);
      configureDataFormat(config);
    }
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    Tensor y = x;
    for (int i = 0; i < axes; i++) {
      int axis = layout.firstSpatialAxis() + i;
      y =
          interpolation == Method.NEAREST
              ? Shapes.repeat(y, size.get(i), axis)
              : Resize.along(y, axis, x.dim(axis) * size.get(i), interpolation, false);
    }
    return y;
  }
}
