package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Einsum;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Einstein's summation of any number of operands: an axis that an operand names twice is its
 * diagonal, and products are made of two operands at a time.
 */
final class EinsumOperator {
  // Names for the axes of an ellipsis, aligned at the last; no equation can have them.
  private static final char ELLIPSIS = '\u0100';

  private final OpCall call;
  private final Map<Character, Long> extents = new LinkedHashMap<>();

  /** A tensor and the names of its axes. */
  private record Term(Tensor tensor, String axes) {}

  private EinsumOperator(OpCall call) {
    this.call = call;
  }

  static Tensor apply(OpCall call) {
    return new EinsumOperator(call).run(call.text("equation", "").replace(" ", ""));
  }

  private Tensor run(String equation) {
    String[] sides = equation.split("->", -1);
    String[] names = sides[0].split(",", -1);
    if (sides.length > 2 || names.length != call.inputs()) {
      throw call.wrong("has the equation '" + equation + "' for " + call.inputs() + " operands");
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      terms.add(named(call.in(i), names[i]));
    }
    String output = sides.length == 2 ? output(sides[1]) : implicit(sides[0]);
    terms.replaceAll(this::diagonal);
    Term all = terms.get(0);
    for (int i = 1; i < terms.size(); i++) {
      StringBuilder later = new StringBuilder(output);
      terms.subList(i + 1, terms.size()).forEach(t -> later.append(t.axes()));
      all = product(all, terms.get(i), later.toString());
    }
    return arranged(all, output);
  }

  /** Gives all axes of an operand names, those of an ellipsis too; those of extent 1 go away. */
  private Term named(Tensor x, String names) {
    int hidden = x.rank() - names.replace("...", "").length();
    StringBuilder full = new StringBuilder();
    for (int i = 0; i < hidden; i++) {
      full.append((char) (ELLIPSIS + hidden - 1 - i));
    }
    String axes = names.replace("...", full);
    if (axes.length() != x.rank()) {
      throw call.wrong("names the axes '" + names + "' of a tensor " + x.type());
    }
    for (int i = 0; i < axes.length(); i++) {
      long extent = x.dim(i);
      long known = extents.merge(axes.charAt(i), extent, Math::max);
      if (known != extent && extent != 1 && axes.charAt(i) < ELLIPSIS) {
        throw call.wrong("has two extents for the axis '" + axes.charAt(i) + "'");
      }
    }
    return new Term(x, axes);
  }

  private String output(String names) {
    StringBuilder full = new StringBuilder();
    extents.keySet().stream()
        .filter(c -> c >= ELLIPSIS)
        .sorted(Comparator.reverseOrder())
        .forEach(full::append);
    return names.replace("...", full);
  }

  /** Without a right side: the axes of the ellipsis, then all names that occur once, sorted. */
  private String implicit(String left) {
    StringBuilder once = new StringBuilder(output("..."));
    TreeSet<Character> sorted = new TreeSet<>();
    for (char c : left.replace("...", "").replace(",", "").toCharArray()) {
      if (left.indexOf(c) == left.lastIndexOf(c)) {
        sorted.add(c);
      }
    }
    sorted.forEach(once::append);
    return once.toString();
  }

  /** Without axes that are named twice, or that are broadcast. */
  private Term diagonal(Term term) {
    Tensor x = term.tensor();
    String axes = term.axes();
    for (int i = axes.length() - 1; i >= 0; i--) {
      char name = axes.charAt(i);
      int first = axes.indexOf(name);
      if (first < i) {
        Tensor along = Shapes.arange(x, x.dim(i), DataType.INT32);
        long[] rows = ones(x.rank());
        rows[i] = x.dim(i);
        long[] columns = ones(x.rank());
        columns[first] = x.dim(first);
        Tensor same = Ops.equal(Shapes.reshape(along, rows), Shapes.reshape(along, columns));
        x = Ops.sum(Ops.where(same, x, 0), i);
        axes = axes.substring(0, i) + axes.substring(i + 1);
      } else if (x.dim(i) == 1 && extents.get(name) > 1) {
        x = Shapes.squeeze(x, i);
        axes = axes.substring(0, i) + axes.substring(i + 1);
      }
    }
    return new Term(x, axes);
  }

  private static long[] ones(int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    return dims;
  }

  private Term product(Term a, Term b, String later) {
    StringBuilder kept = new StringBuilder();
    for (char c : (a.axes() + b.axes()).toCharArray()) {
      if (later.indexOf(c) >= 0 && kept.indexOf("" + c) < 0) {
        kept.append(c);
      }
    }
    // The summation of two operands knows letters only.
    Map<Character, Character> letters = new LinkedHashMap<>();
    for (char c : (a.axes() + b.axes()).toCharArray()) {
      letters.putIfAbsent(c, (char) ('a' + letters.size()));
    }
    String equation =
        spelled(a.axes(), letters)
            + ","
            + spelled(b.axes(), letters)
            + "->"
            + spelled(kept.toString(), letters);
    return new Term(Einsum.apply(equation, a.tensor(), b.tensor()), kept.toString());
  }

  private static String spelled(String axes, Map<Character, Character> letters) {
    StringBuilder text = new StringBuilder();
    axes.chars().forEach(c -> text.append(letters.get((char) c)));
    return text.toString();
  }

  /** Sums away what the output does not name, and brings the rest into its order. */
  private Tensor arranged(Term term, String output) {
    int[] away =
        IntStream.range(0, term.axes().length())
            .filter(i -> output.indexOf(term.axes().charAt(i)) < 0)
            .toArray();
    Tensor x = away.length == 0 ? term.tensor() : Ops.sum(term.tensor(), away);
    StringBuilder left = new StringBuilder();
    for (char c : term.axes().toCharArray()) {
      if (output.indexOf(c) >= 0) {
        left.append(c);
      }
    }
    if (left.length() != output.length()) {
      throw call.wrong("has an output axis that no operand has");
    }
    int[] permutation = output.chars().map(c -> left.indexOf("" + (char) c)).toArray();
    return permutation.length == 0 ? x : Shapes.transpose(x, permutation);
  }
}
