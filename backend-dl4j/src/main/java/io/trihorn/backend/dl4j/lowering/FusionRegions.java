package io.trihorn.backend.dl4j.lowering;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

  /** By node, the unit it belongs to; a unit is called after its first member. */
  private final int[] unit;

  /** By unit, its nodes, and the units that it depends on, directly or not. */
  private final List<List<Node>> members = new ArrayList<>();

  private final BitSet[] needs;

  private FusionRegions(Graph graph) {
    nodes = graph.nodes();
    unit = new int[nodes.size()];
    needs = new BitSet[nodes.size()];
    for (int i = 0; i < unit.length; i++) {
      Node node = nodes.get(i);
      numbers.put(node, i);
      unit[i] = i;
      members.add(new ArrayList<>(List.of(node)));
      needs[i] = new BitSet(unit.length);
      for (Value input : node.inputs()) {
        int from = numbers.get(input.node());
        needs[i].set(from);
        needs[i].or(needs[from]);
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
    Map<Value, List<Node>> users = new HashMap<>();
    for (Node node : nodes) {
      if (fusable.test(node)) {
        node.inputs().forEach(v -> users.computeIfAbsent(v, k -> new ArrayList<>()).add(node));
      }
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!fusable.test(node)) {
        continue;
      }
      for (Node user : users.getOrDefault(node.output(), List.of())) {
        boolean alike = user.output().type().shape().equals(node.output().type().shape());
        if (alike) {
          join(unit[i], unit[numbers.get(user)]);
        }
      }
    }
  }

  private void join(int a, int b) {
    int together = members.get(a).size() + members.get(b).size();
    if (a == b || together > MOST_NODES || isBetween(a, b) || isBetween(b, a)) {
      return;
    }
    for (Node node : members.get(b)) {
      unit[numbers.get(node)] = a;
    }
    members.get(a).addAll(members.get(b));
    members.set(b, List.of());
    needs[a].or(needs[b]);
    needs[a].clear(a);
    needs[a].clear(b);
    for (BitSet set : needs) {
      if (set.get(b)) {
        set.clear(b);
        set.set(a);
      }
      if (set.get(a)) {
        set.or(needs[a]);
      }
    }
    needs[b].clear();
  }

  /** Whether a unit that needs the first is needed by the second. */
  private boolean isBetween(int first, int second) {
    BitSet set = needs[second];
    for (int x = set.nextSetBit(0); x >= 0; x = set.nextSetBit(x + 1)) {
      if (x != first && needs[x].get(first)) {
        return true;
      }
    }
    return false;
  }

  private List<List<Node>> ordered() {
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
    BitSet set = needs[which];
    // What it needs, in the order of the graph, which is one that works but for regions.
    for (int x = set.nextSetBit(0); x >= 0; x = set.nextSetBit(x + 1)) {
      if (!done[x]) {
        place(x, done, order);
      }
    }
    List<Node> region = new ArrayList<>(members.get(which));
    region.sort(Comparator.comparingInt(numbers::get));
    order.add(region);
  }
}
