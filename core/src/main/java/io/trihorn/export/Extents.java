package io.trihorn.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The open extents of a model's tensors as they were in several traces, and how others follow from
 * them. A model reads an extent off the tensor that has it while it runs, so that what follows from
 * inputs by strides and borders need not be worked out.
 */
public final class Extents {
  /** Products of three are looked for among so many; of two among all. */
  private static final int TRIPLES = 24;

  /**
   * An axis whose extent is open.
   *
   * @param tensor the tensor's name
   * @param axis the axis
   * @param from the place of the first node that may read it
   * @param seen the extent in each trace
   */
  public record Source(String tensor, int axis, int from, long[] seen) {}

  /**
   * An extent: {@code factor} times the product of some others, plus {@code offset}; or, if {@code
   * sum}, their sum plus that.
   */
  public record Formula(long factor, List<Source> sources, boolean sum, long offset) {
    /** What no extent changes. */
    public static Formula constant(long value) {
      return new Formula(0, List.of(), false, value);
    }

    /** The same with another factor. */
    public Formula withFactor(long other) {
      return new Formula(other, sources, sum, offset);
    }
  }

  private final Map<List<Long>, Source> first = new LinkedHashMap<>();

  /** None yet. */
  public Extents() {}

  /** Adds an axis; of those that are always alike the first counts. */
  public void add(Source source) {
    first.putIfAbsent(LongStream.of(source.seen()).boxed().toList(), source);
  }

  /** Whether an extent is not the same in all traces. */
  public static boolean varies(long[] seen) {
    return Arrays.stream(seen).anyMatch(v -> v != seen[0]);
  }

  /** Those that a node may read, the inputs' first. */
  public List<Source> before(int node) {
    return first.values().stream().filter(s -> s.from() <= node).toList();
  }

  /**
   * How an extent follows from those known before a node.
   *
   * @param seen the extent in each trace
   */
  public Optional<Formula> fit(long[] seen, int node) {
    if (!varies(seen)) {
      return Optional.of(Formula.constant(seen[0]));
    }
    List<Source> known = before(node);
    return same(seen, known)
        .or(() -> multiple(seen, known))
        .or(() -> shifted(seen, known))
        .or(() -> product(seen, known))
        .or(() -> sum(seen, known));
  }

  /**
   * How some extents follow from those known before a node, if all of them do.
   *
   * @param lists the extents in each trace
   */
  public Optional<List<Formula>> fitAll(List<long[]> lists, int node) {
    int count = lists.get(0).length;
    if (lists.stream().anyMatch(list -> list.length != count)) {
      return Optional.empty();
    }
    List<Formula> fitted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int place = i;
      fit(lists.stream().mapToLong(list -> list[place]).toArray(), node).ifPresent(fitted::add);
    }
    return fitted.size() == count ? Optional.of(fitted) : Optional.empty();
  }

  private static Optional<Formula> same(long[] seen, List<Source> known) {
    return known.stream()
        .filter(s -> Arrays.equals(s.seen(), seen))
        .findFirst()
        .map(s -> new Formula(1, List.of(s), false, 0));
  }

  private static Optional<Formula> multiple(long[] seen, List<Source> known) {
    for (Source s : known) {
      long factor = factor(seen, s.seen());
      if (factor != 0) {
        return Optional.of(new Formula(factor, List.of(s), false, 0));
      }
    }
    return Optional.empty();
  }

  private static Optional<Formula> shifted(long[] seen, List<Source> known) {
    for (Source s : known) {
      long step = s.seen()[1] - s.seen()[0];
      long factor = step == 0 ? 0 : (seen[1] - seen[0]) / step;
      long offset = seen[0] - factor * s.seen()[0];
      boolean fits =
          IntStream.range(0, seen.length).allMatch(i -> factor * s.seen()[i] + offset == seen[i]);
      if (factor != 0 && fits) {
        return Optional.of(new Formula(factor, List.of(s), false, offset));
      }
    }
    return Optional.empty();
  }

  private static Optional<Formula> product(long[] seen, List<Source> known) {
    for (int i = 0; i < known.size(); i++) {
      for (int j = i; j < known.size(); j++) {
        long[] two = times(known.get(i).seen(), known.get(j).seen());
        long factor = factor(seen, two);
        if (factor != 0) {
          return Optional.of(new Formula(factor, List.of(known.get(i), known.get(j)), false, 0));
        }
        for (int k = j; i < TRIPLES && j < TRIPLES && k < Math.min(TRIPLES, known.size()); k++) {
          factor = factor(seen, times(two, known.get(k).seen()));
          if (factor != 0) {
            List<Source> three = List.of(known.get(i), known.get(j), known.get(k));
            return Optional.of(new Formula(factor, three, false, 0));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Formula> sum(long[] seen, List<Source> known) {
    List<Source> sources = new ArrayList<>(known);
    for (int i = 0; i < sources.size(); i++) {
      for (int j = i + 1; j < sources.size(); j++) {
        long[] a = sources.get(i).seen();
        long[] b = sources.get(j).seen();
        long offset = seen[0] - a[0] - b[0];
        if (IntStream.range(0, seen.length).allMatch(n -> a[n] + b[n] + offset == seen[n])) {
          return Optional.of(new Formula(1, List.of(sources.get(i), sources.get(j)), true, offset));
        }
      }
    }
    return Optional.empty();
  }

  private static long[] times(long[] a, long[] b) {
    return IntStream.range(0, a.length).mapToLong(i -> a[i] * b[i]).toArray();
  }

  /** The whole number that gives one list of the other; 0 if none does. */
  private static long factor(long[] seen, long[] unit) {
    if (unit[0] == 0 || seen[0] % unit[0] != 0) {
      return 0;
    }
    long factor = seen[0] / unit[0];
    return IntStream.range(0, seen.length).allMatch(i -> factor * unit[i] == seen[i]) ? factor : 0;
  }
}
