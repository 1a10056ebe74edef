package io.trihorn.graph.pass;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Node;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Brings convolutions, poolings and their gradients into one layout. What they give stays in that
 * layout through everything that can work on permuted axes, and is transposed back only where
 * something cannot: at reshapes, matrix products, indexing, loops and outputs. So an island of
 * convolutions, activations, normalizations and additions, with its backward part, has transposes
 * only at its shores. Transposes that were there before are taken along in the same way.
 */
public final class LayoutAssignment implements Pass {
  private final Layout preferred;
  private final BiPredicate<Composite, List<TensorType>> kept;

  /**
   * The pass for graphs whose composites are taken on any axes.
   *
   * @param preferred the layout wanted
   */
  public LayoutAssignment(Layout preferred) {
    this(preferred, (composite, types) -> true);
  }

  /**
   * The pass.
   *
   * @param preferred the layout wanted
   * @param kept whether a composite on operands of these types is taken: one that was may not be
   *     where its axes stand elsewhere
   */
  public LayoutAssignment(Layout preferred, BiPredicate<Composite, List<TensorType>> kept) {
    this.preferred = preferred;
    this.kept = kept;
  }

  @Override
  public Graph apply(Graph graph) {
    Graph inside = Rewriting.bodies(graph, this);
    return inside.nodes().stream().anyMatch(this::isOther) ? rewritten(inside) : inside;
  }

  private boolean isOther(Node node) {
    Layout layout = IslandRule.layoutOf(node.op());
    return layout != null && layout != preferred;
  }

  private Graph rewritten(Graph graph) {
    LayoutWalk walk = new LayoutWalk(preferred, kept);
    for (Node node : graph.nodes()) {
      List<View> inputs = node.inputs().stream().map(walk::view).toList();
      List<View> results = walk.builder().within(node.scope(), () -> step(walk, node, inputs));
      for (int i = 0; i < results.size(); i++) {
        walk.put(node.outputs().get(i), results.get(i));
      }
    }
    return walk.finish(graph);
  }

  private static List<View> step(LayoutWalk walk, Node node, List<View> inputs) {
    LayoutRules.Site site = new LayoutRules.Site(walk, node, inputs);
    List<View> results =
        node.op() instanceof Composite composite
            ? LayoutRules.composite(composite, site)
            : LayoutRules.TABLE.apply(node.op(), site);
    if (results != null) {
      return results;
    }
    List<Value> plain = new ArrayList<>();
    inputs.forEach(view -> plain.add(walk.in(view, Permutations.identity(view.rank()))));
    return walk.builder().copy(node, plain).outputs().stream().map(View::plain).toList();
  }
}
