package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.activations.Activation;
import io.trihorn.layers.activations.ELU;
import io.trihorn.layers.activations.LeakyReLU;
import io.trihorn.layers.activations.PReLU;
import io.trihorn.layers.activations.ReLU;
import io.trihorn.layers.activations.Softmax;
import io.trihorn.layers.base.Layer;

/** The registry rows and factories of {@code layers.activations}, which {@link Layers} inherits. */
public abstract class ActivationLayers extends RegularizationLayers {
  ActivationLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Activation", () -> new Activation("linear"))
        .add("ReLU", ReLU::new)
        .add("LeakyReLU", LeakyReLU::new)
        .add("PReLU", PReLU::new)
        .add("ELU", ELU::new)
        .add("Softmax", Softmax::new);
  }

  /** An activation function by Keras's name. */
  public static Activation activation(String name) {
    return new Activation(name);
  }

  /** {@code max(x, 0)}, with attributes. */
  public static ReLU relu() {
    return new ReLU();
  }

  /** A small slope below 0. */
  public static LeakyReLU leakyRelu() {
    return new LeakyReLU();
  }

  /** A trained slope below 0. */
  public static PReLU prelu() {
    return new PReLU();
  }

  /** Exponential below 0. */
  public static ELU elu() {
    return new ELU();
  }

  /** Softmax along the last axis. */
  public static Softmax softmax() {
    return new Softmax();
  }
}
