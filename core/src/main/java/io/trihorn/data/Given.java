package io.trihorn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The tensors that a dataset is made of.
 *
 * @param inputs those of the inputs
 * @param targets those of the targets, none where they were not given
 * @param weights those of the sample weights, none where they were not given
 * @param form how they were given
 */
record Given<T>(List<T> inputs, List<T> targets, List<T> weights, Form form) {
  /**
   * Of values in the order of {@link Role}, of which the last ones may be left out.
   *
   * @param leaf makes one tensor of a value that is one
   */
  static <T> Given<T> of(Object[] values, Function<Object, T> leaf) {
    List<List<T>> tensors = new ArrayList<>();
    List<Object> trees = new ArrayList<>();
    for (Role role : Role.values()) {
      List<T> own = new ArrayList<>();
      boolean there = role.ordinal() < values.length;
      trees.add(there ? role.collect(values[role.ordinal()], leaf, own) : null);
      tensors.add(own);
    }
    return new Given<>(
        tensors.get(0),
        tensors.get(1),
        tensors.get(2),
        new Form(trees.get(0), trees.get(1), trees.get(2)));
  }
}
