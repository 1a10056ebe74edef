package io.trihorn.model;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.HostValues;
import java.util.function.UnaryOperator;

/**
 * Layers that work on the inputs of a dataset in its own threads, {@code
 * dataset.mapInputs(Preprocessing.of(resizing(32, 32), rescaling(1 / 255.0)))}, so that the model
 * does not do it in each step: Keras's {@code ds.map(lambda x, y: (layer(x), y))}. The results are
 * those of the same layers inside the model, in training: what is random is drawn anew for each
 * batch. The first batch fixes all axes but the first.
 */
public final class Preprocessing implements UnaryOperator<TensorData>, AutoCloseable {
  private final Sequential model;

  private Preprocessing(Sequential model) {
    this.model = model;
  }

  /** These layers one after another; they are adapted before, and in no model. */
  public static Preprocessing of(Layer... layers) {
    return new Preprocessing(new Sequential(layers));
  }

  /** What computes them; by default the backend that is configured. */
  public Preprocessing on(String backend) {
    model.on(backend);
    return this;
  }

  /** The seed of layers that have none; see {@link Model#seed(long)}. */
  public Preprocessing seed(long value) {
    model.seed(value);
    return this;
  }

  /** The output for a batch of inputs; one thread at a time. */
  @Override
  public synchronized TensorData apply(TensorData inputs) {
    return HostValues.of(model.call(inputs, true));
  }

  /** Frees what the backend holds. */
  @Override
  public void close() {
    model.close();
  }
}
