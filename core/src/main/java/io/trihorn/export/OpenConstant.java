package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * How a constant that is another one for other extents follows from them. An {@link ExtentWriter}
 * writes it as a computation.
 */
public sealed interface OpenConstant {
  /**
   * Extents or positions.
   *
   * @param numbers how each follows
   * @param rank 0 for a single one as a scalar, else 1
   */
  record Numbers(List<Extents.Formula> numbers, int rank) implements OpenConstant {}

  /**
   * A piece that is repeated along the axes that are open.
   *
   * @param unit the piece
   * @param times how often along each axis
   */
  record Tiles(TensorData unit, List<Extents.Formula> times) implements OpenConstant {}

  /**
   * Runs of integers.
   *
   * @param runs the runs in one trace
   * @param bounds where each begins and where it ends
   */
  record Counted(Runs runs, List<Extents.Formula> bounds) implements OpenConstant {}

  /**
   * One number up to a diagonal and another one behind.
   *
   * @param triangle the matrix in one trace
   * @param numbers of rows, of columns, and the diagonal
   * @param rank how many axes there are, the last two the matrix's, the others of extent 1
   */
  record Diagonal(Triangle triangle, List<Extents.Formula> numbers, int rank)
      implements OpenConstant {}

  /**
   * What resizing does along an axis.
   *
   * @param kind how it is done
   * @param ends the extent before and behind
   */
  record Scaled(Resized kind, List<Extents.Formula> ends) implements OpenConstant {}

  /**
   * Rows that go on by a step.
   *
   * @param rows the first ones
   * @param count the extent that says how often
   */
  record Continued(Progression rows, Extents.Source count) implements OpenConstant {}

  /**
   * Finds how a constant follows from extents.
   *
   * @param where what needs it, for the message
   * @param extents those there are
   * @param reader the node that needs the constant
   * @param seen its value in each trace
   * @throws BatchDependence if it does not follow in a way that is known
   */
  static OpenConstant of(String where, Extents extents, int reader, List<TensorData> seen) {
    return numbers(extents, reader, seen)
        .or(() -> tiles(extents, reader, seen))
        .or(() -> counted(extents, reader, seen))
        .or(() -> diagonal(extents, reader, seen))
        .or(() -> scaled(extents, reader, seen))
        .or(() -> continued(extents, reader, seen))
        .orElseThrow(
            () ->
                new BatchDependence(
                    "'%s' needs a constant such as %s, which depends on open extents; give the extents of the inputs"
                        .formatted(where, seen.get(0).type())));
  }

  private static Optional<OpenConstant> numbers(
      Extents extents, int reader, List<TensorData> seen) {
    DataType dtype = seen.get(0).dtype();
    int rank = seen.get(0).type().rank();
    boolean whole = dtype == DataType.INT64 || dtype == DataType.INT32;
    return whole && rank <= 1
        ? extents
            .fitAll(seen.stream().map(TensorData::toLongArray).toList(), reader)
            .map(numbers -> new Numbers(numbers, rank))
        : Optional.empty();
  }

  private static Optional<OpenConstant> tiles(Extents extents, int reader, List<TensorData> seen) {
    Optional<List<Extents.Formula>> dims =
        extents.fitAll(seen.stream().map(d -> d.type().dims()).toList(), reader);
    if (dims.isEmpty() || dims.get().stream().anyMatch(OpenConstant::hasRest)) {
      return Optional.empty();
    }
    List<Extents.Formula> times =
        dims.get().stream()
            .map(f -> f.sources().isEmpty() ? Extents.Formula.constant(1) : f.withFactor(1))
            .toList();
    long[] piece =
        dims.get().stream()
            .mapToLong(f -> f.sources().isEmpty() ? f.offset() : f.factor())
            .toArray();
    return Tiling.unit(seen, piece).map(unit -> new Tiles(unit, times));
  }

  private static boolean hasRest(Extents.Formula formula) {
    return !formula.sources().isEmpty() && (formula.offset() != 0 || formula.sum());
  }

  private static Optional<OpenConstant> counted(
      Extents extents, int reader, List<TensorData> seen) {
    List<Runs> found = seen.stream().map(Runs::of).flatMap(Optional::stream).toList();
    if (found.size() < seen.size() || !found.stream().allMatch(found.get(0)::isLike)) {
      return Optional.empty();
    }
    return extents
        .fitAll(found.stream().map(Runs::bounds).toList(), reader)
        .map(bounds -> new Counted(found.get(0), bounds));
  }

  private static Optional<OpenConstant> diagonal(
      Extents extents, int reader, List<TensorData> seen) {
    List<Triangle> found = seen.stream().map(Triangle::of).flatMap(Optional::stream).toList();
    if (found.size() < seen.size() || !found.stream().allMatch(found.get(0)::isLike)) {
      return Optional.empty();
    }
    List<long[]> numbers = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      long[] dims = seen.get(i).type().dims();
      long diagonal = found.get(i).diagonal();
      numbers.add(new long[] {dims[dims.length - 2], dims[dims.length - 1], diagonal});
    }
    int rank = seen.get(0).type().rank();
    return extents.fitAll(numbers, reader).map(f -> new Diagonal(found.get(0), f, rank));
  }

  private static Optional<OpenConstant> scaled(Extents extents, int reader, List<TensorData> seen) {
    boolean matrix = seen.get(0).type().rank() == 2 && seen.get(0).dtype().isFloating();
    if (!matrix && (seen.get(0).type().rank() != 1 || seen.get(0).dtype().isFloating())) {
      return Optional.empty();
    }
    List<long[]> ends = new ArrayList<>();
    if (matrix) {
      ends.add(seen.stream().mapToLong(d -> d.type().dim(0)).toArray());
    } else {
      extents.before(reader).forEach(source -> ends.add(source.seen()));
    }
    for (long[] from : ends) {
      for (Resized kind : matrix ? Resized.matrices() : Resized.lists()) {
        if (kind.givesAll(from, seen)) {
          List<long[]> both = new ArrayList<>();
          for (int i = 0; i < from.length; i++) {
            both.add(new long[] {from[i], seen.get(i).type().dim(-1)});
          }
          return extents.fitAll(both, reader).map(fitted -> new Scaled(kind, fitted));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<OpenConstant> continued(
      Extents extents, int reader, List<TensorData> seen) {
    for (Extents.Source source : extents.before(reader)) {
      List<Long> counts = LongStream.of(source.seen()).boxed().toList();
      Optional<Progression> found =
          counts.get(0).equals(counts.get(1)) ? Optional.empty() : Progression.fit(counts, seen);
      if (found.isPresent()) {
        return Optional.of(new Continued(found.get(), source));
      }
    }
    return Optional.empty();
  }
}
