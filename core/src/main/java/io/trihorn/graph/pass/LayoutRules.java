package io.trihorn.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  static final OpTable<Site, List<View>> TABLE =
      addAlong(IslandRule.addTo(new OpTable<>("layout rule")))
          .on(Elementwise.Binary.class, LayoutRules::elementwise)
          .on(Elementwise.Where.class, LayoutRules::elementwise)
          .on(Shaping.Transpose.class, LayoutRules::transpose)
          .on(Shaping.Broadcast.class, LayoutRules::broadcast)
          .on(Shaping.Slice.class, LayoutRules::slice)
          .on(Shaping.Concat.class, LayoutRules::concat)
          .on(Leaf.Parameter.class, LayoutRules::plain)
          .on(Leaf.Read.class, LayoutRules::plain)
          .on(Leaf.Constant.class, LayoutRules::plain)
          .on(Linear.MatMul.class, LayoutRules::plain)
          .on(Shaping.Reshape.class, LayoutRules::plain)
          .on(Indexing.Gather.class, LayoutRules::plain)
          .on(Indexing.ScatterAdd.class, LayoutRules::plain)
          .on(Control.Scan.class, LayoutRules::plain);

  private LayoutRules() {}

  /** An op whose meaning hangs on the order of its operands' axes. */
  private static List<View> plain(Op op, Site site) {
    return null;
  }

  private static OpTable<Site, List<View>> addAlong(OpTable<Site, List<View>> table) {
    Along.kinds().forEach(kind -> table.on(kind, LayoutRules::along));
    return table;
  }

  /** An op works as well along axes that stand elsewhere. */
  private static List<View> along(Op op, Site s) {
    Along along = Along.of(op, s.node().input(0).type());
    Op moved = along.moved().apply(s.order());
    List<Integer> order = along.dropped() ? without(s.order(), along.axes()) : s.order();
    return moved == null ? null : s.add(moved, List.of(s.x().value()), order);
  }

  static Shape permuted(Shape shape, List<Integer> order) {
    return new Shape(order.stream().mapToLong(shape::get).toArray());
  }

  /**
   * The order in which to combine operands of the result's size: that for which least has to be
   * moved. An order that convolutions want wins a tie, as what follows will want it too.
   */
  private static List<Integer> bestOrder(Site s, TensorType result) {
    List<View> full = new ArrayList<>();
    for (View view : s.in()) {
      if (view.rank() == result.rank() && view.value().type().size() == result.size()) {
        full.add(view);
      }
    }
    if (full.stream().allMatch(v -> v.order().equals(full.get(0).order()))) {
      return full.isEmpty() ? Permutations.identity(result.rank()) : full.get(0).order();
    }
    List<Integer> best = Permutations.identity(result.rank());
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

  private static List<View> elementwise(Elementwise op, Site s) {
    List<Integer> order = bestOrder(s, s.node().output().type());
    List<Value> operands = s.in().stream().map(v -> s.walk().aligned(v, order)).toList();
    return s.add(op, operands, order);
  }

  private static List<View> concat(Shaping.Concat op, Site s) {
    long most = s.in().stream().mapToLong(v -> v.value().type().size()).max().orElse(0);
    List<View> views = s.in().stream().filter(v -> v.value().type().size() == most).toList();
    List<Integer> order =
        bestOrder(new Site(s.walk(), s.node(), views), views.get(0).value().type());
    List<Value> operands = s.in().stream().map(v -> s.walk().in(v, order)).toList();
    return s.add(new Shaping.Concat(order.indexOf(op.axis())), operands, order);
  }

  /** A composite on permuted axes, if it has a form for these. */
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

  private static List<View> broadcast(Shaping.Broadcast op, Site s) {
    int added = op.shape().dimension() - s.x().rank();
    List<Integer> order = new ArrayList<>(Permutations.identity(added));
    s.order().forEach(axis -> order.add(axis + added));
    return s.add(
        new Shaping.Broadcast(permuted(op.shape(), order)),
        List.of(s.x().value()),
        List.copyOf(order));
  }

  private static List<View> slice(Shaping.Slice op, Site s) {
    Op moved =
        new Shaping.Slice(
            Permutations.permuted(op.starts(), s.order()),
            Permutations.permuted(op.limits(), s.order()),
            Permutations.permuted(op.strides(), s.order()));
    return s.add(moved, List.of(s.x().value()), s.order());
  }
}
