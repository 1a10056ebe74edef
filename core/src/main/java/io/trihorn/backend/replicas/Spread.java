package io.trihorn.backend.replicas;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Value;
import java.util.Collections;
import java.util.List;

/**
 * How replicas share the work of a node.
 *
 * @param wanted how each operand must be held
 * @param results how the results are held then
 * @param writer writes a replica's part of the work
 */
record Spread(List<Placement> wanted, List<Placement> results, Writer writer) {
  /** Writes a replica's part of a node's work. */
  @FunctionalInterface
  interface Writer {
    /** Adds nodes; gives the results. */
    List<Value> write(GraphBuilder builder, List<Value> operands, Share share);
  }

  /** Copies the lists. */
  Spread {
    wanted = List.copyOf(wanted);
    results = List.copyOf(results);
  }

  /** Each replica does the same work on whole operands. */
  static Spread whole(Node node) {
    return of(
        Collections.nCopies(node.inputs().size(), Placement.WHOLE),
        Collections.nCopies(node.outputs().size(), Placement.WHOLE),
        node.op());
  }

  /** The same op on what a replica has. */
  static Spread of(List<Placement> wanted, List<Placement> results, Op op) {
    return new Spread(wanted, results, (b, operands, share) -> b.addAll(op, operands));
  }
}
