package io.trihorn.data;

import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the tensors of a dataset were given: by name, as a tree of maps and lists whose leaves are
 * positions in the batches' lists; or, as a null tree, one after another.
 *
 * @param inputs the tree of the inputs, or null
 * @param targets the tree of the targets, or null
 * @param weights the tree of the sample weights, or null
 */
public record Form(Object inputs, Object targets, Object weights) {
  /** Everything one after another. */
  public static final Form PLAIN = new Form(null, null, null);

  /** Whether everything is one after another. */
  public boolean isPlain() {
    return inputs == null && targets == null && weights == null;
  }

  /**
   * Adds the tensors of a value to a list; gives the tree, or null where there are no names.
   *
   * @param leaf makes one of a value that is one
   */
  static <T> Object collect(Object value, Function<Object, T> leaf, List<T> tensors) {
    if (!hasNames(value)) {
      tensors.addAll(HostValues.listOf(value, leaf));
      return null;
    }
    return tree(value, leaf, tensors);
  }

  /** Whether there are names in a value, at whatever depth. */
  static boolean hasNames(Object value) {
    return value instanceof Map
        || (value instanceof List<?> list && list.stream().anyMatch(Form::hasNames));
  }

  private static Object given(Object name, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "'" + name + "' is null; give an NDArray, a TensorData, a Java array or a list");
    }
    return value;
  }

  private static <T> Object tree(Object value, Function<Object, T> leaf, List<T> tensors) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> tree = new TreeMap<>();
      map.forEach((name, v) -> tree.put(name.toString(), given(name, v)));
      tree.replaceAll((name, v) -> tree(v, leaf, tensors));
      return tree;
    }
    if (value instanceof List<?> list && !HostValues.isOne(list)) {
      List<Object> tree = new ArrayList<>();
      list.forEach(v -> tree.add(tree(v, leaf, tensors)));
      return tree;
    }
    tensors.add(leaf.apply(value));
    return tensors.size() - 1;
  }
}
