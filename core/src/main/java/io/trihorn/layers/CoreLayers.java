package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.Embedding;
import io.trihorn.layers.core.InputLayer;

/** The registry rows and factories of {@code layers.core}. */
abstract class CoreLayers {
  static void addTo(Registry<Layer> registry) {
    registry
        .add("InputLayer", InputLayer::new)
        .add("Dense", () -> new Dense(1))
        .add("Embedding", () -> new Embedding(1, 1));
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
}
