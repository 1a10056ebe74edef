package io.trihorn.ops;

import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Axes by name: {@code rearrange(x, "b (h w) c -> b c h w", Map.of("h", 4L))}. */
public final class Rearrange {
  private Rearrange() {}

  /**
   * Splits, permutes and joins axes, as {@code keras.ops.rearrange}.
   *
   * @param pattern names of the axes before and after the arrow; those in parentheses are one axis
   * @param lengths of axes that do not follow from the shape
   */
  public static Tensor rearrange(Tensor x, String pattern, Map<String, Long> lengths) {
    String[] sides = pattern.split("->", -1);
    if (sides.length != 2) {
      throw new ShapeException("rearrange '" + pattern + "': expected one arrow");
    }
    List<List<String>> from = groups(sides[0]);
    List<List<String>> to = groups(sides[1]);
    if (from.size() != x.rank()) {
      throw new ShapeException("rearrange '" + pattern + "' does not fit " + x.type());
    }
    Map<String, Long> extents = new LinkedHashMap<>();
    for (int i = 0; i < from.size(); i++) {
      measure(from.get(i), x.dim(i), lengths, extents, pattern);
    }
    List<String> before = List.copyOf(extents.keySet());
    List<String> after = to.stream().flatMap(List::stream).toList();
    if (after.size() != before.size() || !after.containsAll(before)) {
      throw new ShapeException("rearrange '" + pattern + "': both sides name the same axes");
    }
    Tensor split = Shapes.reshape(x, dims(before.stream().map(List::of).toList(), extents));
    Tensor turned = Shapes.transpose(split, after.stream().mapToInt(before::indexOf).toArray());
    return Shapes.reshape(turned, dims(to, extents));
  }

  private static long[] dims(List<List<String>> groups, Map<String, Long> extents) {
    return groups.stream()
        .mapToLong(g -> g.stream().mapToLong(extents::get).reduce(1, (a, b) -> a * b))
        .toArray();
  }

  private static void measure(
      List<String> group,
      long extent,
      Map<String, Long> given,
      Map<String, Long> extents,
      String pattern) {
    long rest = extent;
    String open = null;
    for (String name : group) {
      Long known = given.get(name);
      if (extents.put(name, known) != null || (known == null && open != null)) {
        throw new ShapeException(
            "rearrange '" + pattern + "': the axis '" + name + "' has no one length");
      }
      open = known == null ? name : open;
      rest = known == null ? rest : rest / known;
    }
    if (open != null) {
      extents.put(open, rest);
    }
    long made = group.stream().mapToLong(extents::get).reduce(1, (a, b) -> a * b);
    if (made != extent) {
      throw new ShapeException(
          "rearrange '" + pattern + "': " + group + " should make " + extent + ", not " + made);
    }
  }

  private static List<List<String>> groups(String side) {
    List<List<String>> groups = new ArrayList<>();
    List<String> open = null;
    for (String word : side.replace("(", " ( ").replace(")", " ) ").trim().split("\\s+")) {
      if (word.equals("(")) {
        open = new ArrayList<>();
      } else if (word.equals(")")) {
        groups.add(open);
        open = null;
      } else if (open != null) {
        open.add(word);
      } else {
        groups.add(List.of(word));
      }
    }
    return groups;
  }
}
