package io.trihorn.layers.preprocessing.text;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ndarray.Texts;
import io.trihorn.ops.Tensor;

/**
 * A layer that computes in Java, before a model, because what it takes are texts. It is used alone,
 * {@code layer.compute(texts)}, or on the way to a model, {@code
 * dataset.mapInputs(layer::compute)}, and is configured, named and registered as all layers are.
 *
 * @param <L> the layer's own class
 */
public abstract class HostLayer<L extends HostLayer<L>> extends FluentLayer<L> {
  /** A layer with default attributes. */
  protected HostLayer() {}

  /**
   * The numbers for an input.
   *
   * @param input texts as in {@link Texts#of}
   */
  public abstract TensorData compute(Object input);

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    throw new ShapeException(
        "works on texts, which no engine holds: leave it out of the model and put it before, by"
            + " compute(texts) or dataset.mapInputs(layer::compute)");
  }
}
