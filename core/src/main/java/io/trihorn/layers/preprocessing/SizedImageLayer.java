package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;
import java.util.List;
import java.util.Map;

/**
 * A layer that gives images a certain size: input {@code (batch, height, width, channels)}, or
 * {@code (batch, channels, height, width)} where {@code data_format} is {@code channels_first}; the
 * batch axis may be missing.
 *
 * @param <L> the layer's own class
 */
public abstract class SizedImageLayer<L extends SizedImageLayer<L>> extends FluentLayer<L>
    implements DataFormatted {
  // The bounds that rounded values are held in, as a cast would wrap around.
  private static final Map<DataType, double[]> BOUNDS =
      Map.of(
          DataType.UINT8, new double[] {0, 255},
          DataType.INT8, new double[] {-128, 127});

  /** The height of results. */
  protected int height;

  /** The width of results. */
  protected int width;

  private Layout layout = Layout.CHANNELS_LAST;

  /** A layer for this size. */
  protected SizedImageLayer(int height, int width) {
    this.height = height;
    this.width = width;
    check();
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** The size and the layout. */
  protected final void configureSize(Config config) {
    configureBase(config);
    layout = DataFormat.configure(config, layout);
    height = config.integer("height", height);
    width = config.integer("width", width);
    check();
  }

  private void check() {
    if (height < 1 || width < 1) {
      throw new ConfigException(
          className() + ": height and width should be positive, but are " + height + ", " + width);
    }
  }

  @Override
  protected void build(List<Shape> inputs) {
    int rank = inputs.get(0).dimension();
    if (rank != 3 && rank != 4) {
      throw new ShapeException("expected images of rank 3 or 4, but got " + inputs.get(0));
    }
  }

  /** The axis of rows. */
  protected final int heightAxis(Tensor x) {
    return x.rank() - (layout == Layout.CHANNELS_LAST ? 3 : 2);
  }

  /** The axis of columns. */
  protected final int widthAxis(Tensor x) {
    return heightAxis(x) + 1;
  }

  /** Images interpolated to the size. */
  protected final Tensor resized(Tensor x, Resize.Method method, boolean antialias) {
    Tensor rows = Resize.along(x, heightAxis(x), height, method, antialias);
    return Resize.along(rows, widthAxis(x), width, method, antialias);
  }

  /** The largest part in the middle that has the size's proportions. */
  protected final Tensor croppedToAspect(Tensor x) {
    long h = x.dim(heightAxis(x));
    long w = x.dim(widthAxis(x));
    Tensor rows = middle(x, heightAxis(x), Math.max(1, Math.min(h, w * height / width)));
    return middle(rows, widthAxis(x), Math.max(1, Math.min(w, h * width / height)));
  }

  /** So many positions in the middle of an axis. */
  protected static Tensor middle(Tensor x, int axis, long extent) {
    long start = (x.dim(axis) - extent) / 2;
    return Shapes.slice(x, axis, start, start + extent);
  }

  /** Conversion to an image's element type, rounded and held within bounds where it is integer. */
  protected static Tensor toType(Tensor x, DataType dtype) {
    if (dtype.isFloating() || x.dtype() == dtype) {
      return Ops.cast(x, dtype);
    }
    double[] bounds = BOUNDS.get(dtype);
    Tensor whole = Ops.round(x);
    return Ops.cast(bounds == null ? whole : Ops.clip(whole, bounds[0], bounds[1]), dtype);
  }
}
