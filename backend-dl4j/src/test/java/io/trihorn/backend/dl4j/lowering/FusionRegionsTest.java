package io.trihorn.backend.dl4j.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The regions against their definition. */
class FusionRegionsTest {
  private static final int MOST_NODES = 64;

  /** A graph of elementwise nodes of two shapes and products, mostly of what is new. */
  private static Graph graph(long seed, int steps, int reach) {
    Random random = new Random(seed);
    Primitives p = new Primitives(new GraphBuilder());
    List<Value> pool = new ArrayList<>();
    pool.add(p.builder().parameter("x", TensorType.of(DataType.FLOAT32, 4, 4)));
    pool.add(p.builder().parameter("y", TensorType.of(DataType.FLOAT32, 1, 4)));
    while (pool.size() < steps) {
      Value x = pool.get(pool.size() - 1 - random.nextInt(Math.min(reach, pool.size())));
      Value y = pool.get(random.nextInt(pool.size()));
      boolean square = y.type().dims()[0] == 4;
      pool.add(
          switch (random.nextInt(6)) {
            case 0 -> square ? p.matmul(x, y, false, false) : p.unary(UnaryKind.NEG, x);
            case 1 -> p.unary(UnaryKind.TANH, x);
            case 2 -> p.mul(x, y);
            default -> p.add(x, pool.get(pool.size() - 1));
          });
    }
    List<Value> last = pool.subList(pool.size() - 5, pool.size());
    return p.builder().build(new ArrayList<>(last));
  }

  /** The regions by their definition: every question is answered by a walk through the graph. */
  private static final class Definition {
    private final Map<Node, Set<Node>> regions = new HashMap<>();
    private final Map<Node, List<Node>> users = new HashMap<>();
    private final Graph graph;

    Definition(Graph graph) {
      this.graph = graph;
      for (Node node : graph.nodes()) {
        regions.put(node, Set.of(node));
        users.put(node, new ArrayList<>());
        node.inputs().forEach(v -> users.get(v.node()).add(node));
      }
    }

    Set<Set<Node>> regions() {
      List<Node> nodes = graph.nodes();
      for (int i = nodes.size() - 1; i >= 0; i--) {
        Node node = nodes.get(i);
        for (Node user : users.get(node)) {
          if (FusedLowering.isFusable(node)
              && FusedLowering.isFusable(user)
              && user.output().type().shape().equals(node.output().type().shape())) {
            join(regions.get(node), regions.get(user));
          }
        }
      }
      return new HashSet<>(regions.values());
    }

    private void join(Set<Node> a, Set<Node> b) {
      Set<Node> both = new HashSet<>(a);
      both.addAll(b);
      if (both.size() <= MOST_NODES && !returns(both)) {
        both.forEach(node -> regions.put(node, both));
      }
    }

    /** Whether a path leads out of these nodes and into them again. */
    private boolean returns(Set<Node> inside) {
      Set<Node> seen = new HashSet<>();
      List<Node> open = new ArrayList<>();
      inside.forEach(
          node -> users.get(node).stream().filter(n -> !inside.contains(n)).forEach(open::add));
      while (!open.isEmpty()) {
        Node outside = open.remove(open.size() - 1);
        if (inside.contains(outside)) {
          return true;
        }
        if (seen.add(outside)) {
          regions.get(outside).forEach(member -> open.addAll(users.get(member)));
          open.removeIf(seen::contains);
        }
      }
      return false;
    }
  }

  @Test
  void regionsAreAsDefined() {
    int fused = 0;
    for (long seed = 0; seed < 60; seed++) {
      Graph graph = graph(seed, 40 + (int) seed * 4, 2 + (int) seed % 20);
      Set<Set<Node>> found = new HashSet<>();
      Set<Node> done = new HashSet<>();
      for (List<Node> unit : FusionRegions.of(graph, FusedLowering::isFusable)) {
        found.add(Set.copyOf(unit));
        for (Node node : unit) {
          done.add(node);
          node.inputs().forEach(v -> assertTrue(done.contains(v.node()), "a cycle"));
        }
        fused += unit.size() > 2 ? 1 : 0;
      }
      assertEquals(new Definition(graph).regions(), found, "seed " + seed);
    }
    assertTrue(fused > 200, fused + " regions");
  }
}
