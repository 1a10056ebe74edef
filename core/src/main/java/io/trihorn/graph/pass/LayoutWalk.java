package io.trihorn.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** The state of one layout assignment: the new graph, and how it holds the old one's values. */
final class LayoutWalk {
  private record Permuted(Value value, List<Integer> permutation) {}

  private final Layout preferred;
  private final BiPredicate<Composite, List<TensorType>> kept;
  private final GraphBuilder builder = new GraphBuilder();
  private final Primitives p = new Primitives(builder);
  private final Map<Value, View> views = new HashMap<>();
  private final Map<Permuted, Value> transposes = new HashMap<>();
  private final Set<List<Integer>> islandOrders = new HashSet<>();

  LayoutWalk(Layout preferred, BiPredicate<Composite, List<TensorType>> kept) {
    this.preferred = preferred;
    this.kept = kept;
  }

  /** Whether a composite is taken on these operands. */
  boolean keeps(Composite composite, List<Value> operands) {
    return kept.test(composite, operands.stream().map(Value::type).toList());
  }

  Layout preferred() {
    return preferred;
  }

  GraphBuilder builder() {
    return builder;
  }

  View view(Value old) {
    return views.get(old);
  }

  void put(Value old, View view) {
    views.put(old, view);
  }

  Graph finish(Graph graph) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    graph.updates().forEach((variable, value) -> updates.put(variable, plain(value)));
    return builder.build(graph.outputs().stream().map(this::plain).toList(), updates);
  }

  private Value plain(Value old) {
    View view = views.get(old);
    return in(view, Permutations.identity(view.rank()));
  }

  /** The order of axes that brings an image-like tensor from the other layout to the preferred. */
  List<Integer> islandOrder(int rank) {
    int channels = preferred == Layout.CHANNELS_FIRST ? rank - 1 : 1;
    List<Integer> order = new ArrayList<>(Permutations.identity(rank));
    order.remove(channels);
    order.add(preferred.channelAxis(rank), channels);
    islandOrders.add(order);
    return List.copyOf(order);
  }

  /** Whether some op of the graph was given its operands in this order. */
  boolean isIslandOrder(List<Integer> order) {
    return islandOrders.contains(order);
  }

  /** The old value with its axes in this order. */
  Value in(View view, List<Integer> order) {
    if (view.order().equals(order)) {
      return view.value();
    }
    return transposed(view.value(), change(view, order));
  }

  private static List<Integer> change(View view, List<Integer> order) {
    return Permutations.permuted(Permutations.inverse(view.order()), order);
  }

  /** The bytes that have to be moved to get a value in an order. */
  long cost(View view, List<Integer> order) {
    if (view.order().equals(order)) {
      return 0;
    }
    List<Integer> change = change(view, order);
    Value value = view.value();
    while (value.op() instanceof Shaping.Broadcast) {
      value = value.node().input(0);
    }
    boolean free =
        value.type().rank() < 2
            || value.type().rank() == view.rank() && Permutations.movesNothing(change, value.type())
            || transposes.containsKey(new Permuted(view.value(), change));
    return free ? 0 : value.type().bytes();
  }

  /**
   * An old value as an operand that broadcasts against others of a rank, with the axes of that rank
   * in an order.
   */
  Value aligned(View view, List<Integer> order) {
    if (view.rank() == order.size()) {
      return in(view, order);
    }
    Value plain = in(view, Permutations.identity(view.rank()));
    return view.rank() == 0 ? plain : transposed(expanded(plain, order.size()), order);
  }

  private Value expanded(Value x, int rank) {
    int added = rank - x.type().rank();
    long[] dims =
        IntStream.range(0, rank).mapToLong(i -> i < added ? 1 : x.type().dim(i - added)).toArray();
    return p.reshape(x, dims);
  }

  private Value transposed(Value x, List<Integer> permutation) {
    Permuted key = new Permuted(x, permutation);
    Value known = transposes.get(key);
    if (known == null) {
      known = makeTransposed(x, permutation);
      transposes.put(key, known);
    }
    return known;
  }

  private Value makeTransposed(Value x, List<Integer> permutation) {
    TensorType type = x.type();
    Shape shape = new Shape(permutation.stream().mapToLong(type::dim).toArray());
    if (Permutations.movesNothing(permutation, type)) {
      return p.reshape(x, shape);
    }
    if (x.op() instanceof Shaping.Broadcast) {
      Value inner = expanded(x.node().input(0), type.rank());
      return p.broadcast(transposed(inner, permutation), shape);
    }
    return p.transpose(x, permutation);
  }
}
