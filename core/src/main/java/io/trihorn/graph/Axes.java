package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Reduction.ReduceKind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the axes of an op's operands and results belong together, a letter for each axis: what an op
 * gives at a position along a letter comes from the same position of the operands' axes of that
 * letter, and of operands without it. What operands have at a letter that no result has is
 * combined; an operand without that letter is a term besides. Along {@link #OWN} axes an op works
 * in its own way.
 *
 * @param operands the letters of each operand's axes
 * @param results the letters of each result's axes
 * @param over how what operands have along a letter of no result is combined
 * @param moved the op on operands whose axis {@code i} is axis {@code order[i]} of these; null if
 *     there is none
 * @param sized the op for a first result of another shape, which differs along letters only
 */
public record Axes(
    List<String> operands,
    List<String> results,
    ReduceKind over,
    Function<List<Integer>, Op> moved,
    Function<Shape, Op> sized) {
  /** Stands for an axis that belongs to no other. */
  public static final char OWN = '?';

  /** Copies the lists. */
  public Axes {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
  }

  /** Axes of an op that is the same for all extents along letters. */
  static Axes of(Op op, List<String> operands, List<String> results) {
    return new Axes(operands, results, ReduceKind.SUM, null, shape -> op);
  }

  /**
   * Axes as a text like {@code *mk,*kn->*mn}, where the star stands for all that the first operand
   * has besides.
   */
  static Axes of(Op op, String text, List<TensorType> in) {
    int named = text.substring(0, text.indexOf(',')).replace("*", "").length();
    String many = letters('A', in.get(0).rank() - named, List.of());
    List<List<String>> sides =
        Arrays.stream(text.replace("*", many).split("->"))
            .map(side -> List.of(side.split(",", -1)))
            .toList();
    return of(op, sides.get(0), sides.get(1));
  }

  /** Operands and results alike, along some axes of which an op works in its own way. */
  static Axes along(Op op, int rank, Collection<Integer> own, int operands, int results) {
    String letters = letters(rank, own);
    return of(op, Collections.nCopies(operands, letters), Collections.nCopies(results, letters));
  }

  /** A letter for each of some axes but for those of their own. */
  static String letters(int rank, Collection<Integer> own) {
    return letters('a', rank, own);
  }

  /** The same, from another letter on. */
  static String letters(char first, int rank, Collection<Integer> own) {
    return IntStream.range(0, rank)
        .mapToObj(i -> String.valueOf(own.contains(i) ? OWN : (char) (first + i)))
        .collect(Collectors.joining());
  }

  /** The same with a form for other orders of the axes. */
  Axes withMoved(Function<List<Integer>, Op> form) {
    return new Axes(operands, results, over, form, sized);
  }

  /** The same with a form for other extents. */
  Axes withSized(Function<Shape, Op> form) {
    return new Axes(operands, results, over, moved, form);
  }

  /** The axis of an operand that has a letter; negative where none has. */
  public int axis(int operand, char letter) {
    return operands.get(operand).indexOf(letter);
  }

  /** The letter of an operand's axis. */
  public char letter(int operand, int axis) {
    return operands.get(operand).charAt(axis);
  }

  /** The axes of the first operand that the first result is without. */
  public List<Integer> dropped() {
    String x = operands.get(0);
    return results.get(0).length() >= x.length()
        ? List.of()
        : IntStream.range(0, x.length())
            .filter(i -> results.get(0).indexOf(x.charAt(i)) < 0)
            .boxed()
            .toList();
  }

  /**
   * The first result's extents.
   *
   * @param own the extent of an axis of its own
   * @throws ShapeException if axes of one letter have different extents
   */
  long[] dims(Op op, List<TensorType> in, IntToLongFunction own) {
    Map<Character, Long> extents = new HashMap<>();
    for (int i = 0; i < in.size(); i++) {
      boolean fits = in.get(i).rank() == operands.get(i).length();
      for (int k = 0; fits && k < in.get(i).rank(); k++) {
        Long known = extents.putIfAbsent(letter(i, k), in.get(i).dim(k));
        fits = known == null || known == in.get(i).dim(k) || letter(i, k) == OWN;
      }
      String text = String.join(", ", operands);
      ShapeRules.check(
          fits, op, in, "needs operands with axes " + text + " (equal letters, equal extents)");
    }
    String letters = results.get(0);
    return IntStream.range(0, letters.length())
        .mapToLong(
            i -> letters.charAt(i) == OWN ? own.applyAsLong(i) : extents.get(letters.charAt(i)))
        .toArray();
  }
}
