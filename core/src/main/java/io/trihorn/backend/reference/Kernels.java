package io.trihorn.backend.reference;

import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.Set;

/** The kernel of each node. */
final class Kernels {
  private static final OpTable<Node, Kernel> TABLE = table();

  private Kernels() {}

  private static OpTable<Node, Kernel> table() {
    OpTable<Node, Kernel> table = new OpTable<>("rule in the reference interpreter");
    table.on(
        Leaf.Constant.class,
        (op, node) -> {
          List<Array> value = List.of(Array.from(op.value()));
          return operands -> value;
        });
    ElementwiseKernels.addTo(table);
    ReductionKernels.addTo(table);
    LinearKernels.addTo(table);
    PoolingKernels.addTo(table);
    ShapingKernels.addTo(table);
    IndexingKernels.addTo(table);
    ControlKernels.addTo(table);
    return table;
  }

  static Set<Class<? extends Op>> kinds() {
    return TABLE.kinds();
  }

  static Kernel of(Node node) {
    return node.op() instanceof Composite composite
        ? expanded(composite, node)
        : TABLE.apply(node.op(), node);
  }

  private static Kernel expanded(Composite composite, Node node) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> parameters =
        node.inputTypes().stream().map(type -> builder.parameter("x", type)).toList();
    List<Value> results = composite.decompose(builder, parameters);
    Program program = new Program(builder.build(results), results);
    return operands -> program.run(operands, variable -> null);
  }
}
