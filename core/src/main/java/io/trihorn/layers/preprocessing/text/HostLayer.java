package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ndarray.Texts;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * A layer that computes in Java, because what it takes are texts. It stands at the beginning of a
 * model, whose input is one of texts:
 *
 * <pre>{@code
 * new Sequential(input(1).dtype("string"), vectorize, embedding(1000, 16), ...)
 * }</pre>
 *
 * <p>There it computes where data are read, ahead of the model's programs, and is kept in the
 * model's file. It is also used alone, {@code layer.compute(texts)}, or on the way to a model,
 * {@code dataset.mapInputs(layer::compute)}.
 *
 * @param <L> the layer's own class
 */
public abstract class HostLayer<L extends HostLayer<L>> extends FluentLayer<L> {
  /** A layer with default attributes. */
  protected HostLayer() {}

  /**
   * The numbers for an input.
   *
   * @param input texts as in {@link Texts#of}; of several inputs a list
   */
  public abstract TensorData compute(Object input);

  /**
   * What the layer gives.
   *
   * @param inputs shapes with -1 where an extent is open
   */
  protected abstract TensorSpec outputSpec(List<TensorSpec> inputs);

  /** Whether the layer must compute in Java in a model too; by default it must. */
  public boolean needsHost() {
    return true;
  }

  /** The element type of the layer's input where nothing tells it. */
  public DataType inputDtype() {
    return DataType.STRING;
  }

  @Override
  protected final List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    return needsHost() ? List.of(outputSpec(inputs)) : List.of();
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    throw new ShapeException(
        "computes in Java, which it cannot in the middle of a model: put it before what engines"
            + " compute, right behind the inputs");
  }
}
