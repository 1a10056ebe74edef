package io.trihorn.backend.dl4j.lowering;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Divides the nodes of a graph into those that are lowered one by one and regions of elementwise
 * nodes that one step computes. A node joins the regions of those that use its result, if the
 * region then still neither needs nor waits for something that depends on it: so what a gradient
 * alone needs is computed with the gradient, not kept from the forward pass on.
 */
public final class FusionRegions {
  /** More nodes at once gain nothing: their intermediate results no longer fit the cache. */
  private static final int MOST_NODES = 64;

  private final List<Node> nodes;
  private final Map<Node, Integer> numbers = new HashMap<>();

  /** By node, the nodes whose results it uses, and those that use its own. */
  private final int[][] inputs;

  private final List<List<Integer>> users = new ArrayList<>();

  /** By node, the unit it belongs to; a unit is called after one of its members. */
  private final int[] unit;

  /** By unit, its nodes. */
  private final List<List<Integer>> members = new ArrayList<>();

  /**
   * By unit, the units that depend on it, directly or not, once its nodes have had their turn. Some
   * may since have joined others, and are then of no meaning. A unit is the bit that its number is
   * away from the end, so that a set is as long as what comes after the unit.
   */
  private final BitSet[] reached;

  private FusionRegions(Graph graph) {
    nodes = graph.nodes();
    inputs = new int[nodes.size()][];
    unit = new int[nodes.size()];
    reached = new BitSet[nodes.size()];
    for (int i = 0; i < unit.length; i++) {
      Node node = nodes.get(i);
      numbers.put(node, i);
      unit[i] = i;
      members.add(new ArrayList<>(List.of(i)));
      users.add(new ArrayList<>());
      inputs[i] = node.inputs().stream().map(Value::node).mapToInt(numbers::get).toArray();
      for (int from : inputs[i]) {
        users.get(from).add(i);
      }
    }
  }

  /**
   * The units in an order in which each comes after what it needs.
   *
   * @param fusable whether a node is elementwise, has one result, and may be in a region
   */
  static List<List<Node>> of(Graph graph, Predicate<Node> fusable) {
    if (graph.nodes().stream().filter(fusable).limit(2).count() < 2) {
      return graph.nodes().stream().map(List::of).toList();
    }
    FusionRegions regions = new FusionRegions(graph);
    regions.grow(fusable);
    return regions.ordered();
  }

  private void grow(Predicate<Node> fusable) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      reached[i] = new BitSet();
      for (int user : users.get(i)) {
        addReached(reached[i], unit[user]);
      }
      Node node = nodes.get(i);
      if (!fusable.test(node)) {
        continue;
      }
      for (int number : users.get(i)) {
        Node user = nodes.get(number);
        if (fusable.test(user)
            && user.output().type().shape().equals(node.output().type().shape())) {
          join(unit[i], unit[number]);
        }
      }
    }
  }

  /** Adds a unit and all that depends on it; whether something was new. */
  private boolean addReached(BitSet set, int which) {
    int before = set.cardinality();
    set.or(reached[which]);
    set.set(bit(which));
    return set.cardinality() > before;
  }

  private int bit(int which) {
    return unit.length - 1 - which;
  }

  private void join(int a, int b) {
    int together = members.get(a).size() + members.get(b).size();
    if (a == b || together > MOST_NODES || isBetween(a, b) || isBetween(b, a)) {
      return;
    }
    boolean isRegion = members.get(a).size() > 1;
    members.get(a).forEach(node -> unit[node] = b);
    members.get(b).addAll(members.get(a));
    members.get(a).clear();
    int before = reached[b].cardinality();
    reached[b].or(reached[a]);
    reached[b].clear(bit(b));
    reached[a] = null;
    // A node by itself is the last that had its turn, so that nothing told so far leads to it.
    if (isRegion || reached[b].cardinality() > before) {
      tellThoseBefore(b);
    }
  }

  /** Adds what a unit has come to reach to the units that it depends on, as far as it is new. */
  private void tellThoseBefore(int changed) {
    Deque<Integer> open = new ArrayDeque<>(List.of(changed));
    while (!open.isEmpty()) {
      int which = open.pop();
      needs(which)
          .filter(before -> reached[before] != null && addReached(reached[before], which))
          .forEach(open::push);
    }
  }

  /** The other units that a unit uses results of. */
  private IntStream needs(int which) {
    return members.get(which).stream()
        .flatMapToInt(node -> IntStream.of(inputs[node]))
        .map(node -> unit[node])
        .filter(other -> other != which)
        .distinct();
  }

  /** Whether a unit that needs the first is needed by the second. */
  private boolean isBetween(int first, int second) {
    for (int node : members.get(first)) {
      for (int user : users.get(node)) {
        int other = unit[user];
        if (other != first && other != second && reached[other].get(bit(second))) {
          return true;
        }
      }
    }
    return false;
  }

  private List<List<Node>> ordered() {
    members.forEach(region -> region.sort(null));
    List<List<Node>> order = new ArrayList<>();
    boolean[] done = new boolean[nodes.size()];
    // Each unit where its first node stands, but after all that it needs.
    for (int i = 0; i < nodes.size(); i++) {
      place(unit[i], done, order);
    }
    return order;
  }

  private void place(int which, boolean[] done, List<List<Node>> order) {
    if (done[which]) {
      return;
    }
    done[which] = true;
    // What it needs, in the order of the graph, which is one that works but for regions.
    for (int other : waitingFor(which, done)) {
      place(other, done, order);
    }
    order.add(members.get(which).stream().map(nodes::get).toList());
  }

  /** The units that a unit needs, directly or not, and that are not placed, by their first node. */
  private List<Integer> waitingFor(int which, boolean[] done) {
    Set<Integer> found = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(which));
    while (!open.isEmpty()) {
      needs(open.pop()).filter(other -> !done[other] && found.add(other)).forEach(open::push);
    }
    return found.stream().sorted(Comparator.comparing(x -> members.get(x).get(0))).toList();
  }
}
