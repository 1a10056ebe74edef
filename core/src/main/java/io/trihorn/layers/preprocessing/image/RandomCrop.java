package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.preprocessing.SizedImageLayer;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;
import io.trihorn.state.SeedGenerator;
import java.util.List;

/**
 * A random part of images, in training: the same part for all images of a batch. Otherwise, and
 * where images are not larger than it, the largest part in the middle that has the size's
 * proportions, interpolated to the size. (That is what Keras describes; its code leaves images as
 * they are outside training, which a model of fixed shapes cannot.)
 */
public final class RandomCrop extends SizedImageLayer<RandomCrop> {
  private Integer seed;
  private SeedGenerator generator;

  /** A part of this size. */
  public RandomCrop(int height, int width) {
    super(height, width);
  }

  /** The seed of the layer's random numbers; by default the model's seed decides. */
  public RandomCrop seed(int value) {
    seed = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureSize(config);
    seed = config.nullableInteger("seed", seed);
  }

  @Override
  protected void build(List<Shape> inputs) {
    super.build(inputs);
    generator = addSeedGenerator(seed);
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = Ops.cast(input, dtypePolicy().compute());
    int rows = heightAxis(x);
    int columns = widthAxis(x);
    if (call.training() && x.dim(rows) > height && x.dim(columns) > width) {
      return window(window(x, rows, height, call), columns, width, call);
    }
    return resized(croppedToAspect(x), Resize.Method.BILINEAR, false);
  }

  private Tensor window(Tensor x, int axis, int extent, Call call) {
    int places = Math.toIntExact(x.dim(axis) - extent + 1);
    Tensor start = Distributions.randint(call.key(generator), 0, places, DataType.INT32);
    return Shapes.take(x, Ops.add(Shapes.arange(x, extent, DataType.INT32), start), axis);
  }
}
