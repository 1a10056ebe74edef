package io.trihorn.export;

import io.trihorn.graph.TensorData;
import java.util.Optional;

/**
 * A matrix, maybe with axes of extent 1 in front, that has one number up to a diagonal and another
 * one behind it, as masks of what comes later have. Float32 holds both.
 *
 * @param diagonal the column of the last element before the step in row 0; in each row one more
 * @param below the number up to there
 * @param above the number behind
 */
public record Triangle(long diagonal, double below, double above) {
  /** Finds the diagonal, if there is one. */
  static Optional<Triangle> of(TensorData data) {
    long[] dims = data.type().dims();
    int rank = dims.length;
    if (rank < 2 || data.size() == 0 || data.size() != dims[rank - 1] * dims[rank - 2]) {
      return Optional.empty();
    }
    long rows = dims[rank - 2];
    long columns = dims[rank - 1];
    double below = data.getDouble((rows - 1) * columns);
    double above = data.getDouble(columns - 1);
    long diagonal = -rows;
    for (long i = 0; i < data.size(); i++) {
      if (data.getDouble(i) == below) {
        diagonal = Math.max(diagonal, i % columns - i / columns);
      }
    }
    for (long i = 0; i < data.size(); i++) {
      boolean inside = i % columns - i / columns <= diagonal;
      if (data.getDouble(i) != (inside ? below : above)) {
        return Optional.empty();
      }
    }
    return below == above ? Optional.empty() : Optional.of(new Triangle(diagonal, below, above));
  }

  /** Whether another one differs in its diagonal only. */
  boolean isLike(Triangle other) {
    return below == other.below && above == other.above;
  }
}
