package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What tensors of a dataset are for; messages about them begin with it. */
enum Role {
  INPUTS("inputs"),
  TARGETS("targets"),
  WEIGHTS("sample weights");

  private final String words;

  Role(String words) {
    this.words = words;
  }

  /** Adds the tensors of a value to a list; gives the tree as {@link Form#collect} does. */
  <T> Object collect(Object value, Function<Object, T> leaf, List<T> tensors) {
    if (value == null) {
      throw new IllegalArgumentException(
          "the " + words + " are null; give an NDArray, a TensorData, a Java array or a list");
    }
    requireNumbers(value);
    try {
      return Form.collect(value, leaf, tensors);
    } catch (ShapeException e) {
      throw new ShapeException(words + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(words + ": " + e.getMessage(), e);
    }
  }

  /** The tensors of a value, one or several. */
  List<TensorData> list(Object value) {
    requireNumbers(value);
    return HostValues.listOf(value);
  }

  private void requireNumbers(Object value) {
    if (this != INPUTS && hasTexts(value)) {
      throw new IllegalArgumentException(
          words
              + " should be numbers, but texts are among them; number the classes first, for example"
              + " by stringLookup().numOovIndices(0)");
    }
  }

  private static boolean hasTexts(Object value) {
    if (value instanceof Map<?, ?> map) {
      return hasTexts(map.values());
    }
    if (value instanceof Object[] array) {
      return hasTexts(Arrays.asList(array));
    }
    return Texts.isText(value)
        || (value instanceof Collection<?> all && all.stream().anyMatch(Role::hasTexts));
  }
}
