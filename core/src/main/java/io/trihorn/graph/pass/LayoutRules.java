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
import io.trihorn.graph.Reduction;
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

    /** An op of one operand, on that operand as it is held; the result is held alike. */
    List<View> keep(Op op) {
      return add(op, List.of(x().value()), order());
    }

    /** Where an axis of the operand stands. */
    int moved(int axis) {
      return order().indexOf(axis);
    }

    List<Integer> moved(List<Integer> axes) {
      return axes.stream().map(this::moved).sorted().toList();
    }
  }

  static final OpTable<Site, List<View>> TABLE =
      IslandRule.addTo(new OpTable<>("layout rule"))
          .on(Elementwise.Unary.class, (op, s) -> s.keep(op))
          .on(Elementwise.Cast.class, (op, s) -> s.keep(op))
          .on(Elementwise.Binary.class, LayoutRules::elementwise)
          .on(Elementwise.Where.class, LayoutRules::elementwise)
          .on(Reduction.Reduce.class, LayoutRules::reduce)
          .on(Reduction.ArgMax.class, LayoutRules::argMax)
          .on(Reduction.CumSum.class, LayoutRules::cumSum)
          .on(Shaping.Transpose.class, LayoutRules::transpose)
          .on(Shaping.Broadcast.class, LayoutRules::broadcast)
          .on(Shaping.Slice.class, LayoutRules::slice)
          .on(Shaping.Reverse.class, (op, s) -> s.keep(new Shaping.Reverse(s.moved(op.axes()))))
          .on(Shaping.Pad.class, LayoutRules::pad)
          .on(Shaping.Concat.class, LayoutRules::concat)
          .on(
              Shaping.Split.class,
              (op, s) -> s.keep(new Shaping.Split(s.moved(op.axis()), op.sizes())))
          .on(Leaf.Parameter.class, LayoutRules::plain)
          .on(Leaf.Read.class, LayoutRules::plain)
          .on(Leaf.Constant.class, LayoutRules::plain)
          .on(Linear.MatMul.class, LayoutRules::plain)
          .on(Shaping.Reshape.class, LayoutRules::plain)
          .on(Indexing.Gather.class, LayoutRules::plain)
          .on(Indexing.ScatterAdd.class, LayoutRules::plain)
          .on(Indexing.TopK.class, LayoutRules::plain)
          .on(Control.Scan.class, LayoutRules::plain);

  private LayoutRules() {}

  /** An op whose meaning hangs on the order of its operands' axes. */
  private static List<View> plain(Op op, Site site) {
    return null;
  }

  private static <T> List<T> permuted(List<T> perAxis, List<Integer> order) {
    return order.stream().map(perAxis::get).toList();
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

  private static List<View> reduce(Reduction.Reduce op, Site s) {
    Op moved = new Reduction.Reduce(op.kind(), s.moved(op.axes()), op.keepDims());
    List<Integer> order = op.keepDims() ? s.order() : without(s.order(), op.axes());
    return s.add(moved, List.of(s.x().value()), order);
  }

  private static List<View> argMax(Reduction.ArgMax op, Site s) {
    Op moved = new Reduction.ArgMax(s.moved(op.axis()));
    return s.add(moved, List.of(s.x().value()), without(s.order(), List.of(op.axis())));
  }

  /** The order of the axes that are left when some are dropped, numbered anew. */
  private static List<Integer> without(List<Integer> order, List<Integer> dropped) {
    List<Integer> left = order.stream().filter(a -> !dropped.contains(a)).toList();
    List<Integer> sorted = left.stream().sorted().toList();
    return left.stream().map(sorted::indexOf).toList();
  }

  private static List<View> cumSum(Reduction.CumSum op, Site s) {
    return s.keep(new Reduction.CumSum(s.moved(op.axis()), op.exclusive(), op.reverse()));
  }

  private static List<View> transpose(Shaping.Transpose op, Site s) {
    List<Integer> back = Permutations.after(op.permutation(), Permutations.inverse(s.order()));
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
    return s.keep(
        new Shaping.Slice(
            permuted(op.starts(), s.order()),
            permuted(op.limits(), s.order()),
            permuted(op.strides(), s.order())));
  }

  private static List<View> pad(Shaping.Pad op, Site s) {
    return s.keep(
        new Shaping.Pad(permuted(op.low(), s.order()), permuted(op.high(), s.order()), op.value()));
  }
}
