package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.JavaArrays;

/**
 * What rows are copied out of. Arrays of arrays stay what they are, so that whoever reads batches
 * makes tensors of them.
 */
sealed interface Held {
  /** A tensor. */
  record Whole(TensorData data) implements Held {
    @Override
    public TensorType type() {
      return data.type();
    }
  }

  /**
   * A Java array of arrays.
   *
   * @param rows arrays of one shape
   */
  record Nested(Object[] rows, TensorType type) implements Held {
    /** The elements in a row. */
    int size() {
      return rows.length == 0 ? 0 : Math.toIntExact(type.size() / rows.length);
    }
  }

  /** The type of all rows. */
  TensorType type();

  /**
   * A value.
   *
   * @param value as in {@link HostValues#of}
   */
  static Held of(Object value) {
    return value instanceof Object[] rows && JavaArrays.rank(value) > 1
        ? new Nested(rows, JavaArrays.type(rows))
        : new Whole(HostValues.of(value));
  }
}
