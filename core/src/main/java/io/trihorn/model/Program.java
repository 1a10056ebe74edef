package io.trihorn.model;

import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.state.Stages;
import java.util.List;
import java.util.Set;

/**
 * A compiled program and the types of what it gives.
 *
 * @param executable the program
 * @param fetches the types of its outputs
 * @param store the store it was compiled for
 * @param next what follows where it is only the first part of what is run, else null
 * @param size how much it is
 */
record Program(
    Executable executable,
    List<TensorType> fetches,
    VariableStore store,
    Stages.Next next,
    Size size) {
  /**
   * How much a program is.
   *
   * @param nodes the nodes of its graph
   * @param moved the bytes that it moves in each direction, on the average, where all its variables
   *     are moved
   */
  record Size(int nodes, long moved) {
    /** That of a graph. */
    static Size of(Graph graph) {
      return new Size(
          graph.nodes().size(),
          (bytes(graph.reads().keySet()) + bytes(graph.updates().keySet())) / 2);
    }

    private static long bytes(Set<Variable> variables) {
      return variables.stream().mapToLong(variable -> variable.type().bytes()).sum();
    }
  }
}
