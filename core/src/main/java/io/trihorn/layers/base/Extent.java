package io.trihorn.layers.base;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An extent as a sum of unknowns and a number: {@code past + 1}.
 *
 * @param offset the number
 * @param factors how often each unknown is taken, by its name; empty where the extent is known
 */
record Extent(long offset, Map<String, Long> factors) {
  private static final Pattern TERM = Pattern.compile("(?:(\\d+)\\s*\\*\\s*)?([^\\s+*]+)");

  /** A known extent. */
  static Extent of(long extent) {
    return new Extent(extent, Map.of());
  }

  /** One unknown. */
  static Extent of(String unknown) {
    return new Extent(0, Map.of(unknown, 1L));
  }

  /** What a name says: a sum of names, numbers and multiples; anything else is one unknown. */
  static Extent parse(String name) {
    long offset = 0;
    Map<String, Long> factors = new TreeMap<>();
    for (String text : name.split("\\+")) {
      Matcher term = TERM.matcher(text.strip());
      if (!term.matches()) {
        return of(name);
      }
      long factor = term.group(1) == null ? 1 : Long.parseLong(term.group(1));
      if (term.group(2).chars().allMatch(Character::isDigit)) {
        offset += factor * Long.parseLong(term.group(2));
      } else {
        factors.merge(term.group(2), factor, Long::sum);
      }
    }
    return new Extent(offset, factors);
  }

  /** Whether nothing is unknown. */
  boolean isKnown() {
    return factors.isEmpty();
  }

  /** The extent with another one for each unknown. */
  Extent with(UnaryOperator<String> names) {
    Map<String, Long> renamed = new TreeMap<>();
    factors.forEach((name, factor) -> renamed.merge(names.apply(name), factor, Long::sum));
    return new Extent(offset, renamed);
  }

  /** The extent where each unknown has a value. */
  long value(ToLongFunction<String> values) {
    long sum = offset;
    for (Map.Entry<String, Long> term : factors.entrySet()) {
      sum += term.getValue() * values.applyAsLong(term.getKey());
    }
    return sum;
  }
}
