package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Pooling over one to three spatial axes, and its gradients. Floating only. */
public sealed interface Pooling extends Op {
  /** The geometry of the forward pooling. */
  PoolSpec spec();

  /**
   * The geometry of a pooling; each list has one entry for each spatial axis.
   *
   * @param window extent of the window
   * @param strides step of the window
   * @param padLow padding before the first element, less than the window
   * @param padHigh padding after the last element, less than the window
   * @param layout where the channel axis stands
   */
  record PoolSpec(
      List<Integer> window,
      List<Integer> strides,
      List<Integer> padLow,
      List<Integer> padHigh,
      Layout layout) {
    /** Copies the lists. */
    public PoolSpec {
      window = List.copyOf(window);
      strides = List.copyOf(strides);
      padLow = List.copyOf(padLow);
      padHigh = List.copyOf(padHigh);
    }

    /** The number of spatial axes. */
    public int spatialRank() {
      return window.size();
    }

    /** The same geometry for the other layout. */
    public PoolSpec withLayout(Layout other) {
      return new PoolSpec(window, strides, padLow, padHigh, other);
    }
  }

  /**
   * The largest element of each window: {@code input -> output}. Padding never wins.
   *
   * @param spec the geometry
   */
  record MaxPool(PoolSpec spec) implements Pooling {}

  /**
   * The gradient of {@link MaxPool}: {@code (input, output, outputGradient) -> inputGradient},
   * where {@code output} is what the pooling gave for {@code input}. Of equal elements in a window
   * the first in row-major order takes the whole gradient.
   *
   * @param spec the geometry of the forward pooling
   */
  record MaxPoolGradient(PoolSpec spec) implements Pooling {}

  /**
   * The mean of the elements of each window that are not padding: {@code input -> output}.
   *
   * @param spec the geometry
   */
  record AveragePool(PoolSpec spec) implements Pooling {}

  /**
   * The gradient of {@link AveragePool}: {@code outputGradient -> inputGradient}.
   *
   * @param spec the geometry of the forward pooling
   * @param inputShape the shape of the forward pooling's input
   */
  record AveragePoolGradient(PoolSpec spec, Shape inputShape) implements Pooling {}
}
