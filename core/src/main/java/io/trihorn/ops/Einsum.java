package io.trihorn.ops;

import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Einstein's summation of two operands, as {@code keras.ops.einsum}: each is permuted and reshaped
 * so that one matrix product, over leading axes that both have and keep, does the work.
 */
public final class Einsum {
  // Names for the axes of an ellipsis, aligned at the last.
  private static final String ELLIPSIS = "0123456789";

  private final String equation;
  private final Map<Character, Long> extents = new HashMap<>();

  private Einsum(String equation) {
    this.equation = equation;
  }

  /**
   * The sum of products that an equation such as {@code abc,cd->abd} describes; {@code ...} stands
   * for any further axes. An axis name occurs at most once in an operand.
   *
   * @throws ShapeException if the equation or the operands do not fit
   */
  public static Tensor apply(String equation, Tensor x, Tensor y) {
    return new Einsum(equation.replace(" ", "")).run(x, y);
  }

  private ShapeException wrong(String why) {
    return new ShapeException("einsum '" + equation + "': " + why);
  }

  private Tensor run(Tensor a, Tensor b) {
    String[] sides = equation.split("->", -1);
    String[] operands = sides[0].split(",", -1);
    if (sides.length != 2 || operands.length != 2) {
      throw wrong("expected two operands and a result, such as ab,bc->ac");
    }
    String left = label(operands[0], a);
    String right = label(operands[1], b);
    String dots = ellipsisOf(left);
    if (ellipsisOf(right).length() > dots.length()) {
      dots = ellipsisOf(right);
    }
    String result = sides[1].replace("...", dots);
    Tensor x = summed(a, left, right + result);
    Tensor y = summed(b, right, left + result);
    return product(x, only(left, right + result), y, only(right, left + result), result);
  }

  private static String ellipsisOf(String labels) {
    return filter(labels, Character::isDigit);
  }

  /** The axis names of an operand, those of an ellipsis written out. */
  private String label(String operand, Tensor x) {
    int named = operand.replace("...", "").length();
    int open = x.rank() - named;
    boolean fits = operand.contains("...") ? open >= 0 : open == 0;
    if (!fits) {
      throw wrong("the operand '" + operand + "' does not fit " + x.type());
    }
    String labels = operand.replace("...", ELLIPSIS.substring(ELLIPSIS.length() - open));
    for (int i = 0; i < labels.length(); i++) {
      Long known = extents.putIfAbsent(labels.charAt(i), x.dim(i));
      if (known != null && known != x.dim(i)) {
        throw wrong("axis " + i + " of " + x.type() + " should have the extent " + known);
      }
    }
    if (labels.chars().distinct().count() != labels.length()) {
      throw wrong("an axis name occurs twice in '" + operand + "'");
    }
    return labels;
  }

  /** Without the axes that occur nowhere else. */
  private static Tensor summed(Tensor x, String labels, String elsewhere) {
    int[] axes =
        IntStream.range(0, labels.length())
            .filter(i -> elsewhere.indexOf(labels.charAt(i)) < 0)
            .toArray();
    return axes.length == 0 ? x : Ops.sum(x, axes);
  }

  private static String only(String labels, String among) {
    return filter(labels, c -> among.indexOf(c) >= 0);
  }

  private static String filter(String labels, IntPredicate wanted) {
    return labels
        .chars()
        .filter(wanted)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  private Tensor product(Tensor x, String left, Tensor y, String right, String result) {
    String batch = filter(left, c -> right.indexOf(c) >= 0 && result.indexOf(c) >= 0);
    String inner = filter(left, c -> right.indexOf(c) >= 0 && result.indexOf(c) < 0);
    String rows = filter(left, c -> right.indexOf(c) < 0);
    String columns = filter(right, c -> left.indexOf(c) < 0);
    String made = batch + rows + columns;
    if (made.length() != result.length() || made.chars().anyMatch(c -> result.indexOf(c) < 0)) {
      throw wrong("the result should name each kept axis of the operands once");
    }
    Tensor a = matrices(x, left, batch, rows, inner);
    Tensor b = matrices(y, right, batch, inner, columns);
    Tensor whole = Shapes.reshape(Nn.matmul(a, b), dims(made));
    return arranged(whole, made, result);
  }

  /** An operand as {@code (batch..., first, second)}, each group of axes but the batch made one. */
  private Tensor matrices(Tensor x, String labels, String batch, String first, String second) {
    List<Long> dims = new ArrayList<>();
    for (long d : dims(batch)) {
      dims.add(d);
    }
    dims.add(size(first));
    dims.add(size(second));
    Tensor ordered = arranged(x, labels, batch + first + second);
    return Shapes.reshape(ordered, dims.stream().mapToLong(d -> d).toArray());
  }

  private static Tensor arranged(Tensor x, String from, String to) {
    return Shapes.transpose(x, to.chars().map(from::indexOf).toArray());
  }

  private long[] dims(String labels) {
    return labels.chars().mapToLong(c -> extents.get((char) c)).toArray();
  }

  private long size(String labels) {
    return Arrays.stream(dims(labels)).reduce(1, (p, q) -> p * q);
  }
}
