package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/** What replicas are dealt: rows of batches, or parts of variables. Both are counted in rows. */
public final class Deal {
  private final boolean ofRows;
  private final ToIntFunction<Variable> axis;

  private Deal(boolean ofRows, ToIntFunction<Variable> axis) {
    this.ofRows = ofRows;
    this.axis = axis;
  }

  /**
   * Each replica works on some rows of the batch, with whole variables.
   *
   * @param axis the axis along which the replicas keep parts of a variable between runs, of equal
   *     size; negative for one that each keeps whole
   */
  public static Deal rows(ToIntFunction<Variable> axis) {
    return new Deal(true, axis);
  }

  /**
   * Each replica works with its parts of variables, on all rows of the batch.
   *
   * @param axis the axis along which a variable is dealt out in parts of equal size; negative for
   *     one that each has whole
   */
  public static Deal variables(ToIntFunction<Variable> axis) {
    return new Deal(false, axis);
  }

  /** How replicas have a variable. */
  Cell cell(Variable variable, int replicas) {
    int along = axis.applyAsInt(variable);
    if (along < 0) {
      return Cell.whole(variable);
    }
    Split split = new Split(along, 1, variable.type().dim(along) / replicas);
    Variable own =
        new Variable(
            variable.name(), parts(replicas).get(0).type(variable.type(), split), variable.place());
    return new Cell(own, split, ofRows ? Placement.WHOLE : split);
  }

  /** What each replica keeps of a variable that is dealt out. */
  static List<Share> parts(int replicas) {
    return Share.of(replicas, replicas);
  }

  /**
   * How many rows of a program are dealt out.
   *
   * @param cells how the replicas have its variables
   * @return 0 where none are
   */
  long rows(Graph graph, Collection<Cell> cells, int replicas) {
    if (ofRows) {
      long rows = Plan.rows(graph).orElse(0);
      return rows >= replicas ? rows : 0;
    }
    return cells.stream().allMatch(c -> c.used().equals(Placement.WHOLE)) ? 0 : replicas;
  }

  /** How the parameters of a program with so many rows are held. */
  List<Placement> parameters(Graph graph, long rows) {
    return ofRows && rows > 0
        ? Plan.byRows(graph, rows)
        : Collections.nCopies(graph.parameters().size(), Placement.WHOLE);
  }
}
