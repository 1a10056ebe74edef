package io.trihorn.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names in Keras's spelling. */
public final class Names {
  private Names() {}

  /** {@code MaxPooling2D -> max_pooling2d}, as Keras derives default layer names. */
  public static String snake(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The names that one may have meant by another, the nearest first: at most a third of the letters
   * differ, upper and lower case not told apart. Often there is none.
   */
  public static List<String> nearest(String name, Collection<String> known, int count) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(s -> isNear(wanted, s.toLowerCase(Locale.ROOT)))
        .sorted(
            Comparator.comparingInt((String s) -> distance(wanted, s.toLowerCase(Locale.ROOT)))
                .thenComparingInt(s -> distance(name, s))
                .thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .toList();
  }

  private static boolean isNear(String a, String b) {
    return 3 * distance(a, b) <= Math.max(a.length(), b.length());
  }

  /** A question to put behind a message about a name that is not known; empty for strange ones. */
  public static String didYouMean(String name, Collection<String> known) {
    List<String> near = nearest(name, known, 2);
    return near.isEmpty() ? "" : "; did you mean '" + String.join("' or '", near) + "'?";
  }

  /** Levenshtein's edit distance. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
