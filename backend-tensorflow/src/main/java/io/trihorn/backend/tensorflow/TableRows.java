package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.AddedRows;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * The tables of a graph: variables of which it only looks rows up and adds rows, as it does with
 * those of embeddings. Both are done in the variable's memory. Once rows have been added so, each
 * read of the whole variable copies it; so a variable that is read as a whole is no table.
 */
final class TableRows {
  private final Set<Value> reads;
  private final List<Node> lookups;
  private final List<AddedRows> additions;

  private TableRows(Set<Value> reads, List<Node> lookups, List<AddedRows> additions) {
    this.reads = reads;
    this.lookups = lookups;
    this.additions = additions;
  }

  static TableRows of(Graph graph) {
    Map<Value, AddedRows> sums = new LinkedHashMap<>();
    AddedRows.of(graph).forEach(added -> sums.put(added.sum(), added));
    Set<Value> reads = new HashSet<>(graph.reads().values());
    reads.removeIf(read -> !holds(read.type()));
    graph.outputs().forEach(reads::remove);
    graph.updates().values().forEach(reads::remove);
    for (Node node : graph.nodes()) {
      boolean ofRows = isLookup(node) || sums.containsKey(node.outputs().get(0));
      node.inputs().stream().skip(ofRows ? 1 : 0).forEach(reads::remove);
    }
    List<Node> lookups = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (isLookup(node) && reads.contains(node.input(0))) {
        lookups.add(node);
      }
    }
    List<AddedRows> additions =
        sums.values().stream().filter(added -> reads.contains(table(added))).toList();
    return new TableRows(reads, lookups, additions);
  }

  private static boolean holds(TensorType type) {
    boolean known = type.dtype() == DataType.FLOAT32 || type.dtype() == DataType.FLOAT64;
    return known && type.rank() > 0 && type.size() > 0;
  }

  private static boolean isLookup(Node node) {
    return node.op() instanceof Indexing.Gather op
        && op.axis() == 0
        && node.output().type().size() > 0;
  }

  private static Value table(AddedRows added) {
    return added.sum().node().input(0);
  }

  /** Whether a value is what a table holds, which nothing needs as a whole. */
  boolean has(Value read) {
    return reads.contains(read);
  }

  /** What looks rows up. */
  List<Node> lookups() {
    return lookups;
  }

  /** What adds rows. */
  List<AddedRows> additions() {
    return additions;
  }

  /** The new values that are nowhere but in the variables. */
  Set<Value> sums() {
    Set<Value> sums = new HashSet<>();
    additions.forEach(added -> sums.add(added.sum()));
    return sums;
  }

  /**
   * Adds rows.
   *
   * @param handle gives the handle of a variable
   * @param wires what is computed, the indices and rows among it
   * @param barrier what must have run before
   */
  static TF_Operation add(
      Emitter emit,
      AddedRows added,
      Function<Variable, Wire> handle,
      Map<Value, Wire> wires,
      TF_Operation barrier) {
    long extent = added.variable().type().dim(0);
    Wire indices = IndexingLowerings.clamped(emit, wires.get(added.indices()), extent);
    return emit.operation("ResourceScatterAdd")
        .in(handle.apply(added.variable()), indices, wires.get(added.rows()))
        .after(barrier)
        .end();
  }
}
