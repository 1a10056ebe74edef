package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A layer that changes images, most at random and only in training: input and output {@code (batch,
 * height, width, channels)}, or {@code (batch, channels, height, width)} where {@code data_format}
 * is {@code channels_first}; the batch axis may be missing. Results are floats of the layer's
 * compute type.
 *
 * <p>Labels {@code (batch, ...)} may be a second input, and segmentation masks a third or the
 * argument {@code segmentation_masks}: they come out changed by the same draw. Masks have the form
 * of images and keep their element type.
 *
 * @param <L> the layer's own class
 */
public abstract class ImageLayer<L extends ImageLayer<L>> extends FluentLayer<L>
    implements DataFormatted {
  private Layout layout = Layout.CHANNELS_LAST;
  private SeedGenerator generator;

  /** A layer with default attributes. */
  protected ImageLayer() {}

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** The attributes that all such layers have. */
  final void configureImages(Config config) {
    configureBase(config);
    layout = DataFormat.configure(config, layout);
  }

  final Layout layout() {
    return layout;
  }

  /** Works in a layer of another one's layout. */
  final void setLayout(Layout value) {
    layout = value;
  }

  /** The seed of the random numbers, null where the model's decides or there are none. */
  Integer seed() {
    return null;
  }

  /** Whether random numbers are drawn. */
  boolean isRandom() {
    return true;
  }

  /** Whether images are changed now. */
  boolean acts(Call call) {
    return call.training();
  }

  /**
   * What one draw does.
   *
   * @param height of the images
   * @param width of the images
   */
  abstract Transformation draw(Draws draws, long height, long width);

  @Override
  public List<String> inputNames() {
    return List.of("images", "labels", "segmentation_masks");
  }

  @Override
  protected void build(List<Shape> inputs) {
    int rank = inputs.get(0).dimension();
    if (rank != 3 && rank != 4) {
      throw new ShapeException("expected images of rank 3 or 4, but got " + inputs.get(0));
    }
    if (isRandom()) {
      generator = addSeedGenerator(seed());
    }
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    if (inputs.isEmpty() || inputs.size() > 3) {
      throw new ShapeException(
          "takes images, labels and segmentation masks, but got " + inputs.size() + " inputs");
    }
    Tensor images = inputs.get(0);
    Tensor labels = inputs.size() > 1 ? inputs.get(1) : call.tensor("labels");
    Tensor masks = inputs.size() > 2 ? inputs.get(2) : call.tensor("segmentation_masks");
    Tensor x = Ops.cast(images, dtypePolicy().compute());
    Transformation drawn = null;
    if (acts(call)) {
      boolean single = images.rank() == 3;
      int axis = images.rank() - (layout == Layout.CHANNELS_LAST ? 3 : 2);
      Draws draws = new Draws(() -> call.key(generator), single ? 1 : images.dim(0), x.dtype());
      drawn = draw(draws, images.dim(axis), images.dim(axis + 1));
      x = Ops.cast(onBatch(drawn.images(), x), x.dtype());
    }
    List<Tensor> outputs = new ArrayList<>(List.of(x));
    if (labels != null) {
      outputs.add(drawn == null ? labels : drawn.labels().apply(labels));
    }
    if (masks != null) {
      outputs.add(drawn == null ? masks : Ops.cast(onBatch(drawn.masks(), masks), masks.dtype()));
    }
    return outputs;
  }

  /** Applies a function of {@code (batch, height, width, channels)} to images of any form. */
  private Tensor onBatch(UnaryOperator<Tensor> function, Tensor images) {
    boolean first = layout == Layout.CHANNELS_FIRST;
    boolean single = images.rank() == 3;
    Tensor x = first ? Shapes.moveaxis(images, -3, -1) : images;
    Tensor y = function.apply(single ? Shapes.expandDims(x, 0) : x);
    y = single ? Shapes.squeeze(y, 0) : y;
    return first ? Shapes.moveaxis(y, -1, -3) : y;
  }
}
