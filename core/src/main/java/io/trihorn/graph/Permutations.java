package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Permutations of axes, as in {@link Shaping.Transpose}. */
public final class Permutations {
  private Permutations() {}

  /** Each axis where it is. */
  public static List<Integer> identity(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  /** Whether each axis stays where it is. */
  public static boolean isIdentity(List<Integer> permutation) {
    return IntStream.range(0, permutation.size()).allMatch(i -> permutation.get(i) == i);
  }

  /** What there is for each axis, in another order of the axes. */
  public static <T> List<T> permuted(List<T> perAxis, List<Integer> order) {
    return order.stream().map(perAxis::get).toList();
  }

  /** A shape with its axes, or as many of the last ones as there are, in another order. */
  public static Shape permuted(Shape shape, List<Integer> order) {
    List<Integer> all = after(shape.dimension() - order.size(), order);
    return new Shape(all.stream().mapToLong(shape::get).toArray());
  }

  /** An order of axes as that of the last ones, with some more before them. */
  public static List<Integer> after(int added, List<Integer> order) {
    return Stream.concat(identity(added).stream(), order.stream().map(axis -> axis + added))
        .toList();
  }

  /** The transpose that undoes one. */
  public static List<Integer> inverse(List<Integer> permutation) {
    List<Integer> result = new ArrayList<>(permutation);
    for (int i = 0; i < permutation.size(); i++) {
      result.set(permutation.get(i), i);
    }
    return List.copyOf(result);
  }

  /** Whether the elements of a value of this type keep their order. */
  public static boolean movesNothing(List<Integer> permutation, TensorType type) {
    List<Integer> real = permutation.stream().filter(axis -> type.dim(axis) != 1).toList();
    return IntStream.range(1, real.size()).allMatch(i -> real.get(i - 1) < real.get(i));
  }
}
