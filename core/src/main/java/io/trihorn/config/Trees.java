package io.trihorn.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Trees of lists, maps and {@link Slice}s with anything at their leaves, as arguments of layers and
 * inputs and outputs of models may be. As in Keras, maps are walked in the order of their keys,
 * whatever their own order is.
 */
public final class Trees {
  private Trees() {}

  /** Hands each leaf to an action, in order. */
  public static void visit(Object tree, Consumer<Object> action) {
    replace(
        tree,
        leaf -> {
          action.accept(leaf);
          return leaf;
        });
  }

  /** The leaves, in order. */
  public static List<Object> flatten(Object tree) {
    List<Object> leaves = new ArrayList<>();
    visit(tree, leaves::add);
    return leaves;
  }

  /** A tree of the same form with what a function makes of each leaf; called in order. */
  public static Object replace(Object tree, UnaryOperator<Object> leaves) {
    if (tree instanceof List<?> list) {
      return replaceAll(list, leaves);
    }
    if (tree instanceof Map<?, ?> map) {
      return replaceAll(map, leaves);
    }
    if (tree instanceof Slice slice) {
      return new Slice(
          replace(slice.start(), leaves),
          replace(slice.stop(), leaves),
          replace(slice.step(), leaves));
    }
    return leaves.apply(tree);
  }

  /** The list with its leaves replaced. */
  public static List<Object> replaceAll(List<?> list, UnaryOperator<Object> leaves) {
    List<Object> result = new ArrayList<>();
    list.forEach(a -> result.add(replace(a, leaves)));
    return result;
  }

  /** The map, in its own order, with its leaves replaced. */
  public static Map<String, Object> replaceAll(Map<?, ?> map, UnaryOperator<Object> leaves) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.keySet().forEach(key -> result.put(key.toString(), null));
    for (String key : new TreeSet<>(result.keySet())) {
      result.put(key, replace(map.get(key), leaves));
    }
    return result;
  }

  /** A tree of the same form with these leaves. */
  public static Object pack(Object form, List<?> leaves) {
    Iterator<?> next = leaves.iterator();
    return replace(form, leaf -> next.next());
  }
}
