package io.trihorn.ops;

import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@link Einsum} for any number of operands, taken two by two from the left; axis names that occur
 * twice in an operand (its diagonal), and results that are not written out.
 */
final class EinsumPath {
  private EinsumPath() {}

  static Tensor apply(String equation, Tensor... operands) {
    String[] sides = equation.replace(" ", "").split("->", -1);
    List<String> labels = new ArrayList<>(Arrays.asList(sides[0].split(",", -1)));
    if (labels.size() != operands.length || sides.length > 2) {
      throw new ShapeException(
          "einsum '" + equation + "': there are " + operands.length + " operands");
    }
    String result = sides.length == 2 ? sides[1] : implied(labels);
    List<Tensor> xs = new ArrayList<>(List.of(operands));
    for (int i = 0; i < xs.size(); i++) {
      reduceDiagonals(xs, labels, i);
    }
    if (xs.size() == 1) {
      xs.add(xs.get(0).scalar(1));
      labels.add("");
    }
    while (xs.size() > 2) {
      String made = kept(labels.get(0), labels.get(1), labels.subList(2, labels.size()), result);
      String pair = labels.remove(0) + "," + labels.remove(0) + "->" + made;
      xs.add(0, Einsum.apply(pair, xs.remove(0), xs.remove(0)));
      labels.add(0, made);
    }
    return Einsum.apply(labels.get(0) + "," + labels.get(1) + "->" + result, xs.get(0), xs.get(1));
  }

  /** Names that occur once, in order, after the axes of an ellipsis. */
  private static String implied(List<String> labels) {
    TreeMap<Integer, Long> count =
        String.join("", labels)
            .replace(".", "")
            .chars()
            .boxed()
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));
    String once =
        count.entrySet().stream()
            .filter(e -> e.getValue() == 1)
            .map(e -> Character.toString(e.getKey()))
            .collect(Collectors.joining());
    return (String.join("", labels).contains("...") ? "..." : "") + once;
  }

  private static String kept(String a, String b, List<String> others, String result) {
    String wanted = String.join("", others) + result;
    String both = a.replace("...", "") + b.replace("...", "");
    String names =
        both.chars()
            .distinct()
            .filter(c -> wanted.indexOf(c) >= 0)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return ((a + b).contains("...") ? "..." : "") + names;
  }

  private static void reduceDiagonals(List<Tensor> xs, List<String> labels, int i) {
    String names = labels.get(i);
    for (int second = names.length() - 1; second > 0; second--) {
      char name = names.charAt(second);
      int first = names.indexOf(name);
      if (name == '.' || first == second) {
        continue;
      }
      if (names.contains("...")) {
        throw new ShapeException(
            "einsum: the axis name '" + name + "' occurs twice beside an ellipsis in " + names);
      }
      xs.set(i, Creation.diagonal(xs.get(i), 0, first, second));
      StringBuilder rest = new StringBuilder(names);
      rest.deleteCharAt(second).deleteCharAt(first).append(name);
      names = rest.toString();
      second = names.length();
    }
    labels.set(i, names);
  }
}
