package io.trihorn.graph.pass;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Expands composites, and what their decompositions are made of, down to those that are kept. */
public final class Decompose implements Pass {
  private final BiPredicate<Composite, List<TensorType>> kept;

  /**
   * The pass.
   *
   * @param kept whether a composite on operands of these types stays as it is
   */
  public Decompose(BiPredicate<Composite, List<TensorType>> kept) {
    this.kept = kept;
  }

  private record Use(Composite op, List<TensorType> inputs) {}

  @Override
  public Graph apply(Graph graph) {
    return expand(graph, new HashMap<>());
  }

  /** Equal uses are expanded once and copied. */
  private Graph expand(Graph graph, Map<Use, Graph> known) {
    return Rewriting.run(
        graph,
        body -> expand(body, known),
        (builder, node, inputs) -> {
          if (!(node.op() instanceof Composite composite)
              || kept.test(composite, node.inputTypes())) {
            return null;
          }
          Use use = new Use(composite, node.inputTypes());
          Graph expansion = known.get(use);
          if (expansion == null) {
            expansion = expand(decomposition(use), known);
            known.put(use, expansion);
          }
          return builder.inline(expansion, inputs);
        });
  }

  private static Graph decomposition(Use use) {
    GraphBuilder scratch = new GraphBuilder();
    List<Value> parameters = use.inputs().stream().map(t -> scratch.parameter("x", t)).toList();
    return scratch.build(use.op().decompose(scratch, parameters));
  }
}
