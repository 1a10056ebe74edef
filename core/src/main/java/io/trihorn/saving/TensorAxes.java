package io.trihorn.saving;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the axes of a tensor in a file and those of a weight belong together: {@code "(h d) i -> i h
 * d"} is a matrix in the file, whose rows are the weight's last two axes. Axes in parentheses are
 * one axis of the tensor; the weight's stand alone. The name {@code part} stands for an axis of
 * several weights in one tensor.
 *
 * @param tensor the names of its axes, those that are joined in one list
 * @param weight the names of its axes
 */
record TensorAxes(List<List<String>> tensor, List<String> weight) {
  private static final String PART = "part";

  /**
   * Reads an equation.
   *
   * @throws IllegalArgumentException if it has no arrow, or its sides name other axes
   */
  static TensorAxes parse(String equation) {
    String[] sides = equation.split("->", -1);
    if (sides.length != 2) {
      throw new IllegalArgumentException(
          "axes should be as in '(h d) i -> i h d', but are '" + equation + "'");
    }
    List<String> weight = List.of(sides[1].trim().split("\\s+"));
    List<List<String>> tensor = new ArrayList<>();
    List<String> open = null;
    for (String word : sides[0].replace("(", " ( ").replace(")", " ) ").trim().split("\\s+")) {
      if (word.equals("(")) {
        open = new ArrayList<>();
        tensor.add(open);
      } else if (word.equals(")")) {
        open = null;
      } else if (open != null) {
        open.add(word);
      } else {
        tensor.add(List.of(word));
      }
    }
    List<String> names =
        tensor.stream().flatMap(List::stream).filter(n -> !n.equals(PART)).sorted().toList();
    if (!names.equals(weight.stream().sorted().toList())) {
      throw new IllegalArgumentException(
          "both sides of '" + equation + "' should name the same axes");
    }
    return new TensorAxes(tensor, weight);
  }

  /** The shape of the tensor in the file for a weight. */
  long[] tensorDims(long[] weightDims, int parts) {
    Map<String, Long> extents = extents(weightDims, parts);
    return tensor.stream()
        .mapToLong(group -> group.stream().mapToLong(extents::get).reduce(1, (a, b) -> a * b))
        .toArray();
  }

  private Map<String, Long> extents(long[] weightDims, int parts) {
    if (weightDims.length != weight.size()) {
      throw new IllegalArgumentException(
          "%s should be the axes of a weight, but it is %s"
              .formatted(weight, Arrays.toString(weightDims)));
    }
    Map<String, Long> extents = new HashMap<>(Map.of(PART, (long) parts));
    for (int i = 0; i < weightDims.length; i++) {
      extents.put(weight.get(i), weightDims[i]);
    }
    return extents;
  }

  /** The weight in a tensor of the file, which has {@link #tensorDims}. */
  TensorData read(TensorData stored, long[] weightDims, int part, int parts) {
    TensorData value = TensorData.zeros(TensorType.of(stored.dtype(), weightDims));
    ByteBuffer from = stored.bytes();
    ByteBuffer to = value.bytes();
    int width = stored.dtype().getNumOfBytes();
    eachElement(weightDims, part, parts, (place, at) -> copy(from, at, to, place, width));
    return value;
  }

  /** Writes a weight to its places in a tensor of the file. */
  void write(TensorData value, TensorData stored, int part, int parts) {
    ByteBuffer from = value.bytes();
    ByteBuffer to = stored.bytes();
    int width = stored.dtype().getNumOfBytes();
    eachElement(value.type().dims(), part, parts, (place, at) -> copy(from, place, to, at, width));
  }

  private static void copy(ByteBuffer from, long source, ByteBuffer to, long target, int width) {
    for (int i = 0; i < width; i++) {
      to.put((int) (target * width + i), from.get((int) (source * width + i)));
    }
  }

  private interface Visitor {
    /** Told the place of an element in the weight and in the tensor. */
    void at(long place, long tensorPlace);
  }

  private void eachElement(long[] weightDims, int part, int parts, Visitor visitor) {
    Map<String, Long> extents = extents(weightDims, parts);
    Map<String, Long> strides = new HashMap<>();
    long stride = 1;
    List<String> names = tensor.stream().flatMap(List::stream).toList();
    for (int i = names.size() - 1; i >= 0; i--) {
      strides.put(names.get(i), stride);
      stride *= extents.get(names.get(i));
    }
    long[] steps = weight.stream().mapToLong(strides::get).toArray();
    long[] index = new long[weightDims.length];
    long at = part * strides.getOrDefault(PART, 0L);
    long count = Arrays.stream(weightDims).reduce(1, (a, b) -> a * b);
    for (long place = 0; place < count; place++) {
      visitor.at(place, at);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        at += steps[axis];
        if (++index[axis] < weightDims[axis]) {
          break;
        }
        at -= steps[axis] * weightDims[axis];
        index[axis] = 0;
      }
    }
  }
}
