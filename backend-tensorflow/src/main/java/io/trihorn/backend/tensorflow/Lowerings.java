package io.trihorn.backend.tensorflow;

import io.trihorn.backend.BackendException;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The table of lowerings, one for each kind of op, and the walk that applies it to a graph. */
final class Lowerings {
  private static final OpTable<Site, List<Wire>> TABLE = table();

  private Lowerings() {}

  private static OpTable<Site, List<Wire>> table() {
    OpTable<Site, List<Wire>> table =
        new OpTable<Site, List<Wire>>("TensorFlow lowering")
            .on(Leaf.Constant.class, (op, at) -> List.of(at.emit().constant(op.value())));
    ElementwiseLowerings.addTo(table);
    ReductionLowerings.addTo(table);
    LinearLowerings.addTo(table);
    PoolingLowerings.addTo(table);
    ShapingLowerings.addTo(table);
    IndexingLowerings.addTo(table);
    CompositeLowerings.addTo(table);
    ScanLowering.addTo(table);
    return table;
  }

  /** Whether there is a lowering for this kind of op; parameters and reads are not lowered. */
  static boolean has(Class<? extends Op> kind) {
    return TABLE.has(kind);
  }

  /**
   * Lowers a graph.
   *
   * @param given the values of parameters and reads
   * @return those, and the values of all other nodes
   * @throws BackendException if some nodes have no lowering; names them all
   */
  static Map<Value, Wire> lower(Graph graph, Map<Value, Wire> given, Emitter emit) {
    check(graph);
    Map<Value, Wire> wires = new HashMap<>(given);
    TreeSet<String> missing = new TreeSet<>();
    for (Node node : graph.nodes()) {
      if (wires.keySet().containsAll(node.outputs())) {
        continue;
      }
      emit.scope(node.scope());
      List<Wire> inputs = node.inputs().stream().map(wires::get).toList();
      List<Wire> results = results(node, new Site(emit, node, inputs), missing);
      for (int i = 0; i < results.size(); i++) {
        wires.put(node.outputs().get(i), results.get(i));
      }
    }
    emit.scope("");
    if (!missing.isEmpty()) {
      throw new BackendException("tensorflow cannot compile this program: " + missing);
    }
    return wires;
  }

  /**
   * Fails if something in a graph is unknown here.
   *
   * @throws BackendException if so; names all of it
   */
  static void check(Graph graph) {
    TreeSet<String> missing = new TreeSet<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Leaf) && !has(node.op().getClass())) {
        missing.add("op '" + node.op().label() + "' has no lowering");
      }
      node.outputTypes().stream()
          .filter(type -> !Dtypes.known(type.dtype()))
          .forEach(type -> missing.add("element type " + type.dtype() + " is not supported"));
    }
    if (!missing.isEmpty()) {
      throw new BackendException("tensorflow cannot compile this program: " + missing);
    }
  }

  private static List<Wire> results(Node node, Site site, TreeSet<String> missing) {
    try {
      return TABLE.apply(node.op(), site);
    } catch (BackendException e) {
      // Goes on with zeros so that one message can name everything that is missing.
      missing.add(
          where(node) + node.op().label() + " of " + node.inputTypes() + ": " + e.getMessage());
      return zeros(node, site);
    }
  }

  private static String where(Node node) {
    return node.scope().isEmpty() ? "" : "layer '" + node.scope() + "': ";
  }

  /** Zeros for every result. */
  static List<Wire> zeros(Node node, Site site) {
    List<Wire> wires = new ArrayList<>();
    for (TensorType type : node.outputTypes()) {
      wires.add(site.emit().full(type, 0));
    }
    return wires;
  }
}
