package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.SymbolicCalls;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.EinsumDense;
import io.trihorn.layers.core.Embedding;
import io.trihorn.layers.core.Identity;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.core.Lambda;
import io.trihorn.layers.core.Masking;
import io.trihorn.layers.core.ReversibleEmbedding;

/** The registry rows and factories of {@code layers.core}, which {@link Layers} inherits. */
public abstract class CoreLayers {
  CoreLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("InputLayer", InputLayer::new)
        .add("Dense", () -> new Dense(1))
        .add("Embedding", () -> new Embedding(1, 1))
        .add("ReversibleEmbedding", () -> new ReversibleEmbedding(1, 1))
        .add("EinsumDense", () -> new EinsumDense("a,ab->b", 1))
        .add("Identity", Identity::new)
        .add("Masking", Masking::new)
        .add("Lambda", () -> new Lambda(null));
  }

  /** The input of a model, of this shape without the batch axis. */
  public static InputLayer input(long... shape) {
    return new InputLayer(shape);
  }

  /**
   * A tensor for the functional API: the input of a model, of this shape without the batch axis.
   */
  public static KerasTensor inputTensor(long... shape) {
    return inputTensor(new InputLayer(shape));
  }

  /** A tensor for the functional API, as an input layer describes it. */
  public static KerasTensor inputTensor(InputLayer layer) {
    return SymbolicCalls.source(layer, layer.batchShape(), layer.inputDtype());
  }

  /** A fully connected layer. */
  public static Dense dense(int units) {
    return new Dense(units);
  }

  /** A fully connected layer with an activation. */
  public static Dense dense(int units, String activation) {
    return new Dense(units).activation(activation);
  }

  /** A vector of this length for each number from 0 to {@code inputDim - 1}. */
  public static Embedding embedding(int inputDim, int outputDim) {
    return new Embedding(inputDim, outputDim);
  }

  /** An embedding that also goes backwards. */
  public static ReversibleEmbedding reversibleEmbedding(int inputDim, int outputDim) {
    return new ReversibleEmbedding(inputDim, outputDim);
  }

  /** A dense layer that an equation describes; -1 for an extent that the input has. */
  public static EinsumDense einsumDense(String equation, int... outputShape) {
    return new EinsumDense(equation, outputShape);
  }

  /** Passes its input on. */
  public static Identity identity() {
    return new Identity();
  }

  /** Masks steps of one value. */
  public static Masking masking(double maskValue) {
    return new Masking().maskValue(maskValue);
  }

  /** The function registered under this name. */
  public static Lambda lambda(String function) {
    return new Lambda(function);
  }
}
