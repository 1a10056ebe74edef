package io.trihorn.graph;

import java.util.Locale;

/**
 * One operation of the graph: a record of its attributes, nothing else. Operands belong to the
 * {@link Node}. The primitives are closed and every backend lowers each of them; a {@link
 * Composite} is open and carries its own decomposition into primitives.
 */
public sealed interface Op
    permits Leaf, Elementwise, Reduction, Linear, Pooling, Shaping, Indexing, Control, Composite {

  /** The name used in dumps and messages: the record's, in lower case with its words apart. */
  default String label() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
