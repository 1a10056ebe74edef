package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Floatx;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** The place where a model takes an input; gives on what it is fed. */
public final class InputLayer extends FluentLayer<InputLayer> {
  private Shape batchShape;
  private DataType dtype = Floatx.floatx();
  private boolean optional;

  /** An input of this shape, the batch axis not counted and left open; -1 is open too. */
  public InputLayer(long... shape) {
    for (long extent : shape) {
      if (extent < -1) {
        throw new ConfigException(
            "an input's extents should be 0 or more, or -1 where they are open, but are "
                + Arrays.toString(shape));
      }
    }
    batchShape = new Shape(-1).addAll(new Shape(shape));
  }

  /** Fixes the extent of the batch axis. */
  public InputLayer batchSize(long size) {
    batchShape = new Shape(size).addAll(batchShape.slice(1));
    return this;
  }

  /** The element type by Keras's name; by default {@code float32}. */
  @Override
  public InputLayer dtype(String name) {
    dtype = DTypes.parse(name);
    return this;
  }

  /** Sets the whole shape; -1 on the batch axis leaves it open. */
  public InputLayer batchShape(Shape shape) {
    batchShape = shape;
    return this;
  }

  /** Whether a model may be called without this input. */
  public InputLayer optional(boolean value) {
    optional = value;
    return this;
  }

  /** The shape, -1 where the batch axis is open. */
  public Shape batchShape() {
    return batchShape;
  }

  /** The element type. */
  public DataType inputDtype() {
    return dtype;
  }

  @Override
  public void configure(Config config) {
    String name = config.text("name", name());
    if (config.reading() && config.has("name")) {
      setName(name);
    }
    // Keras 2's name of it.
    boolean old = config.reading() && config.has("batch_input_shape");
    batchShape = config.shape(old ? "batch_input_shape" : "batch_shape", batchShape);
    if (config.reading()) {
      config.present("batch_shape", batchShape);
    }
    DataType given = config.dtype("dtype", dtype);
    dtype = given == null ? Floatx.floatx() : given;
    config.constant("sparse", new JsonPrimitive(false));
    config.constant("ragged", new JsonPrimitive(false));
    optional = config.bool("optional", optional);
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  /** As in Keras, it takes no tensor of a model under construction. */
  @Override
  protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    throw new ShapeException(
        "takes no tensor, as a model's inputs begin with it; apply layers to inputTensor(layer)");
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return x;
  }
}
