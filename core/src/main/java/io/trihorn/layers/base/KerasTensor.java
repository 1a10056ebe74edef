package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A tensor of a model under construction: a shape whose batch extent may be open (-1), an element
 * type, and the use of a layer that makes it.
 *
 * @param shape with -1 where an extent is open
 * @param dtype the element type
 * @param source the use of a layer that makes it
 * @param index which of the layer's results it is
 */
public record KerasTensor(Shape shape, DataType dtype, LayerCall source, int index) {
  /** The layer that makes it. */
  public Layer layer() {
    return source.layer();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof KerasTensor t && t.source == source && t.index == index;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(source) + index;
  }

  @Override
  public String toString() {
    return "<KerasTensor shape=" + shape + " dtype=" + dtype + " from " + layer().name() + ">";
  }
}
