package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

  /**
   * The inputs that it is made of: the tensors of layers that were given none, in the order in
   * which they are come upon; itself where it is one.
   */
  public List<KerasTensor> sourceInputs() {
    Set<KerasTensor> found = new LinkedHashSet<>();
    Set<KerasTensor> seen = new HashSet<>();
    Deque<KerasTensor> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      KerasTensor tensor = open.pop();
      if (seen.add(tensor)) {
        List<KerasTensor> madeOf = tensor.source().allInputs();
        if (madeOf.isEmpty()) {
          found.add(tensor);
        }
        for (int i = madeOf.size() - 1; i >= 0; i--) {
          open.push(madeOf.get(i));
        }
      }
    }
    return List.copyOf(found);
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
