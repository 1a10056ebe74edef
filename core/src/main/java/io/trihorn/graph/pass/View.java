package io.trihorn.graph.pass;

import io.trihorn.graph.Permutations;
import io.trihorn.graph.Value;
import java.util.List;

/**
 * How a rewritten graph holds a value of the old one: with its axes permuted.
 *
 * @param value {@code transpose(old, order)}
 * @param order axis {@code i} of {@code value} is axis {@code order[i]} of the old value
 */
record View(Value value, List<Integer> order) {
  static View plain(Value value) {
    return new View(value, Permutations.identity(value.type().rank()));
  }

  boolean isPlain() {
    return Permutations.isIdentity(order);
  }

  int rank() {
    return order.size();
  }
}
