package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * The open axes of some shapes, and extents to try for them. What is computed may need some open
 * axes to be alike, or to be what another input has, or to be multiples of a number; so there are
 * several choices, those that say least first.
 */
public final class OpenAxes {
  private static final String BATCH = "batch axis";
  private static final String INNER = "inner axes";

  /** Combinations of known extents that are tried; beyond, an error would be long in coming. */
  private static final int COMBINATIONS = 64;

  /** All remainders by 8, and no products of what models are made of. */
  private static final long[][] MIXED = {
    {41, 74, 59, 92, 71, 82, 47, 116, 61, 106, 67}, {43, 86, 53, 76, 79, 94, 103, 124, 73, 118, 83}
  };

  /** Batches, for several attempts. */
  private static final long[][] BATCHES = {
    {37, 97, 101, 107, 109, 113}, {127, 131, 137, 139, 149, 151}, {157, 163, 167, 173, 179, 181}
  };

  private final List<List<Extent>> extents;

  private OpenAxes(List<List<Extent>> extents) {
    this.extents = extents;
  }

  /** Axes without names: the first is the batch, others are taken to be alike by position. */
  public static OpenAxes of(List<Shape> shapes) {
    return of(shapes, List.of());
  }

  /**
   * Axes with names, of which equal ones are one unknown wherever they stand.
   *
   * @param shapes with -1 where an extent is open
   * @param names for each shape a name for each axis, empty where there is none; or none at all
   */
  public static OpenAxes of(List<Shape> shapes, List<List<String>> names) {
    List<List<Extent>> extents = new ArrayList<>();
    for (int s = 0; s < shapes.size(); s++) {
      List<Extent> axes = new ArrayList<>();
      for (int axis = 0; axis < shapes.get(s).dimension(); axis++) {
        long known = shapes.get(s).get(axis);
        String name = names.isEmpty() ? "" : names.get(s).get(axis);
        axes.add(known >= 0 ? Extent.of(known) : open(axis, name));
      }
      extents.add(axes);
    }
    return new OpenAxes(batchNamed(extents));
  }

  private static Extent open(int axis, String name) {
    if (!name.isEmpty()) {
      return Extent.parse(name);
    }
    return Extent.of(axis == 0 ? BATCH : "axis " + axis);
  }

  /** The name of the first leading axis that is open is the batch, wherever it stands. */
  private static List<List<Extent>> batchNamed(List<List<Extent>> extents) {
    for (List<Extent> axes : extents) {
      if (!axes.isEmpty() && axes.get(0).factors().size() == 1 && axes.get(0).offset() == 0) {
        String batch = axes.get(0).factors().keySet().iterator().next();
        return map(extents, e -> e.with(n -> n.equals(batch) ? BATCH : n));
      }
    }
    return extents;
  }

  private static List<List<Extent>> map(List<List<Extent>> extents, UnaryOperator<Extent> change) {
    return extents.stream().map(axes -> axes.stream().map(change).toList()).toList();
  }

  /** Whether any extent is open. */
  public boolean any() {
    return extents.stream().flatMap(List::stream).anyMatch(e -> !e.isKnown());
  }

  /** Whether an extent is open that is not the batch's. */
  public boolean anyInner() {
    return !inner().isEmpty();
  }

  private Set<String> inner() {
    Set<String> names = new LinkedHashSet<>();
    extents.forEach(axes -> axes.forEach(e -> names.addAll(e.factors().keySet())));
    names.remove(BATCH);
    return names;
  }

  /** The choices, the likeliest first, each once. */
  public List<Choice> choices() {
    Set<Choice> choices = new LinkedHashSet<>();
    choices.add(new Choice(extents, Scale.PRIMES));
    choices.add(new Choice(meeting().extents, Scale.PRIMES));
    choices.addAll(plainChoices());
    // What a known extent is given to looks known from then on, so this comes last.
    List<OpenAxes> known = new ArrayList<>();
    for (long k : knownExtents()) {
      known.add(innerAlike().with(name -> name.equals(INNER) ? Extent.of(k) : Extent.of(name)));
      known.add(allAlike().with(name -> Extent.of(k)));
    }
    known.addAll(combinations());
    if (anyOne()) {
      // An extent of 1 broadcasts, so that almost anything may be it: tried when nothing else does.
      known.add(allAlike().with(name -> Extent.of(1)));
    }
    known.forEach(axes -> choices.add(new Choice(axes.extents, Scale.PRIMES)));
    return List.copyOf(choices);
  }

  /** The choices in which no open extent is given one that is known elsewhere. */
  public List<Choice> plainChoices() {
    Set<Choice> choices = new LinkedHashSet<>();
    for (Scale scale : Scale.values()) {
      for (OpenAxes axes : List.of(this, innerAlike(), allAlike())) {
        choices.add(new Choice(axes.extents, scale));
      }
    }
    return List.copyOf(choices);
  }

  private OpenAxes innerAlike() {
    return new OpenAxes(map(extents, e -> e.with(n -> n.equals(BATCH) ? n : INNER)));
  }

  private OpenAxes allAlike() {
    return new OpenAxes(map(extents, e -> e.with(n -> INNER)));
  }

  private OpenAxes with(Function<String, Extent> replaced) {
    return new OpenAxes(
        map(
            extents,
            e -> {
              boolean single = e.factors().size() == 1 && e.offset() == 0;
              return single ? replaced.apply(e.factors().keySet().iterator().next()) : e;
            }));
  }

  /** With the extent, on an open axis, that another shape of the same rank has there. */
  private OpenAxes meeting() {
    List<List<Extent>> met = new ArrayList<>();
    for (List<Extent> axes : extents) {
      List<Extent> changed = new ArrayList<>();
      for (int i = 0; i < axes.size(); i++) {
        int axis = i;
        changed.add(
            extents.stream()
                .filter(other -> !axes.get(axis).isKnown() && other.size() == axes.size())
                .map(other -> other.get(axis))
                .filter(e -> e.isKnown() && e.offset() > 1)
                .findFirst()
                .orElse(axes.get(axis)));
      }
      met.add(changed);
    }
    return new OpenAxes(met);
  }

  private Set<Long> knownExtents() {
    Set<Long> known = new LinkedHashSet<>();
    extents.forEach(
        axes ->
            axes.stream()
                .filter(e -> e.isKnown() && e.offset() > 1)
                .forEach(e -> known.add(e.offset())));
    return known;
  }

  private boolean anyOne() {
    return extents.stream().flatMap(List::stream).anyMatch(e -> e.isKnown() && e.offset() == 1);
  }

  /** Each inner unknown as it is, or one of the known extents. */
  private List<OpenAxes> combinations() {
    List<Map<String, Extent>> found = List.of(Map.of());
    for (String name : inner()) {
      List<Extent> options = new ArrayList<>(List.of(Extent.of(name)));
      knownExtents().forEach(k -> options.add(Extent.of(k)));
      if (found.size() * options.size() > COMBINATIONS) {
        return List.of();
      }
      List<Map<String, Extent>> more = new ArrayList<>();
      for (Map<String, Extent> begun : found) {
        for (Extent option : options) {
          Map<String, Extent> longer = new HashMap<>(begun);
          longer.put(name, option);
          more.add(longer);
        }
      }
      found = more;
    }
    return found.stream().map(c -> with(n -> c.getOrDefault(n, Extent.of(n)))).toList();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof OpenAxes other && other.extents.equals(extents);
  }

  @Override
  public int hashCode() {
    return extents.hashCode();
  }

  /** What kinds of extents unknowns are given. */
  enum Scale {
    /** Unlikely to be an extent that a layer makes by itself. */
    PRIMES(1, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167),
    /** What is halved again and again, as images are. */
    HALVABLE(64, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37),
    /** Below most tables of positions. */
    SMALL(1, 3, 5, 7, 11, 13, 17, 2, 4, 10, 14, 19),
    /** What is cut into windows and patches, too. */
    WINDOWED(224, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37),
    /** What is large and divisible by most. */
    LARGE(5040, 1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29);

    private final long unit;
    private final long[] multiples;

    Scale(long unit, long... multiples) {
      this.unit = unit;
      this.multiples = multiples;
    }

    /** One of eleven extents of this kind, odd ones and even ones if it may be any. */
    long mixed(int attempt, int i) {
      return this == PRIMES
          ? MIXED[attempt % 2][i]
          : unit * multiples[(i + attempt) % multiples.length];
    }

    /** The n-th extent of an unknown, another one for each n and for each unknown. */
    long extent(int unknown, int n) {
      return unit * multiples[(2 * unknown + n) % multiples.length];
    }
  }

  /** One way to give the open axes extents. */
  public static final class Choice {
    private final List<List<Extent>> extents;
    private final Scale scale;

    private Choice(List<List<Extent>> extents, Scale scale) {
      this.extents = extents;
      this.scale = scale;
    }

    /** The same axes with smaller extents, at which limits that a model sets itself show. */
    Choice small() {
      return new Choice(extents, Scale.SMALL);
    }

    /**
     * The shapes with the n-th extents of this choice.
     *
     * @param n from 0; all unknowns have other extents for each
     */
    public List<Shape> closed(int n) {
      Map<String, Long> values = new HashMap<>();
      return closed(name -> value(values, name, n));
    }

    /**
     * The shapes with extents from which it can be told how others follow from them: odd and even
     * ones, and no two unknowns in step.
     *
     * @param attempt from 0 to 2, for other extents of the same kind
     * @param n from 0 to 5; all unknowns have other extents for each
     */
    public List<Shape> sample(int attempt, int n) {
      Map<String, Integer> unknowns = new HashMap<>(Map.of(BATCH, 0));
      return closed(
          name -> {
            int unknown = unknowns.computeIfAbsent(name, k -> unknowns.size());
            int mixed = (n * (2 * unknown + 1) + unknown * unknown + 3 * unknown) % 11;
            return unknown == 0 ? BATCHES[attempt][n] : scale.mixed(attempt, mixed);
          });
    }

    private List<Shape> closed(ToLongFunction<String> values) {
      List<Shape> closed = new ArrayList<>();
      for (List<Extent> axes : extents) {
        closed.add(new Shape(axes.stream().mapToLong(e -> e.value(values)).toArray()));
      }
      return closed;
    }

    private long value(Map<String, Long> values, String name, int n) {
      if (name.equals(BATCH)) {
        // Whatever the rest is: batches need be no multiples of anything.
        return Scale.PRIMES.extent(0, n);
      }
      return values.computeIfAbsent(name, k -> scale.extent(1 + values.size(), n));
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Choice other && other.closed(0).equals(closed(0));
    }

    @Override
    public int hashCode() {
      return closed(0).hashCode();
    }
  }
}
