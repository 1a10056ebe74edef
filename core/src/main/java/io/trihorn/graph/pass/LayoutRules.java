package io.trihorn.graph.pass;

import io.trihorn.graph.Axes;
import io.trihorn.graph.AxisRules;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * How ops work on permuted axes. A rule gives how the results are held, or null if the op is to be
 * copied on plain operands. Every primitive has one, be it only that.
 */
final class LayoutRules {
  /**
   * What a rule is given besides the op.
   *
   * @param walk the new graph
   * @param node the node in the old graph
   * @param in how its operands are held
   */
  record Site(LayoutWalk walk, Node node, List<View> in) {
    View x() {
      return in.get(0);
    }

    List<Integer> order() {
      return x().order();
    }

    /** Adds a node; its results are held in this order. */
    List<View> add(Op op, List<Value> operands, List<Integer> order) {
      return walk.builder().addAll(op, operands).stream().map(v -> new View(v, order)).toList();
    }
  }

  static final OpTable<Site, List<View>> TABLE = table();

  private LayoutRules() {}

  private static OpTable<Site, List<View>> table() {
    OpTable<Site, List<View>> table =
        IslandRule.addTo(new OpTable<Site, List<View>>("layout rule"))
            .on(Shaping.Transpose.class, LayoutRules::transpose)
            .on(Leaf.Parameter.class, (op, site) -> null)
            .on(Leaf.Read.class, (op, site) -> null)
            .on(Leaf.Constant.class, (op, site) -> null);
    AxisRules.kinds().stream()
        .filter(kind -> !table.has(kind))
        .forEach(kind -> table.on(kind, LayoutRules::byAxes));
    return table;
  }

  /** An op that has a form for axes in another order takes its operands in the best one. */
  private static List<View> byAxes(Op op, Site s) {
    Axes axes = AxisRules.of(op, s.node().inputTypes());
    if (axes.moved() == null) {
      return null;
    }
    List<Integer> order = bestOrder(s);
    List<Value> operands = s.in().stream().map(v -> s.walk().aligned(v, order)).toList();
    int added = Math.max(0, axes.results().get(0).length() - order.size());
    List<Integer> kept = without(order, axes.dropped());
    return s.add(axes.moved().apply(order), operands, Permutations.after(added, kept));
  }

  /**
   * The order in which to combine operands: that for which least has to be moved of the largest. An
   * order that convolutions want wins a tie, as what follows will want it too.
   */
  private static List<Integer> bestOrder(Site s) {
    int rank = s.in().stream().mapToInt(View::rank).max().orElse(0);
    ToLongFunction<View> size = v -> v.rank() == rank ? v.value().type().size() : -1;
    long most = s.in().stream().mapToLong(size).max().orElse(0);
    List<View> full = s.in().stream().filter(v -> size.applyAsLong(v) == most).toList();
    if (full.stream().allMatch(v -> v.order().equals(full.get(0).order()))) {
      return full.get(0).order();
    }
    List<Integer> best = Permutations.identity(rank);
    long least = cost(s, full, best);
    Set<List<Integer>> candidates = new LinkedHashSet<>();
    full.forEach(view -> candidates.add(view.order()));
    for (List<Integer> order : candidates) {
      long cost = cost(s, full, order);
      if (cost < least || (cost == least && s.walk().isIslandOrder(order))) {
        best = order;
        least = cost;
      }
    }
    return best;
  }

  private static long cost(Site s, List<View> views, List<Integer> order) {
    return views.stream().distinct().mapToLong(v -> s.walk().cost(v, order)).sum();
  }

  /** A composite on permuted axes, if it has a form for these that is taken. */
  static List<View> composite(Composite op, Site s) {
    List<View> views = s.in().stream().filter(v -> !v.isPlain()).toList();
    if (views.isEmpty()) {
      return null;
    }
    List<Integer> order = views.get(0).order();
    Optional<Composite> other = op.permuted(order);
    if (other.isEmpty()) {
      return null;
    }
    List<Value> operands = new ArrayList<>();
    for (View view : s.in()) {
      boolean whole = view.rank() == order.size();
      operands.add(s.walk().in(view, whole ? order : Permutations.identity(view.rank())));
    }
    if (!s.walk().keeps(other.get(), operands)) {
      return null;
    }
    return s.walk().builder().addAll(other.get(), operands).stream()
        .map(v -> v.type().rank() == order.size() ? new View(v, order) : View.plain(v))
        .toList();
  }

  /** The order of the axes that are left when some are dropped, numbered anew. */
  private static List<Integer> without(List<Integer> order, List<Integer> dropped) {
    List<Integer> left = order.stream().filter(a -> !dropped.contains(a)).toList();
    List<Integer> sorted = left.stream().sorted().toList();
    return left.stream().map(sorted::indexOf).toList();
  }

  private static List<View> transpose(Shaping.Transpose op, Site s) {
    List<Integer> back = Permutations.permuted(Permutations.inverse(s.order()), op.permutation());
    return List.of(new View(s.x().value(), Permutations.inverse(back)));
  }
}
