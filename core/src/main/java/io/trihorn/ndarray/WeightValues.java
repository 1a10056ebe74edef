package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.trihorn.graph.TensorValue;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Tape;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The values that weights have at one moment, as operands of what lazy arrays compute. Who has it
 * closes it when no more is asked of it.
 */
public final class WeightValues implements AutoCloseable {
  private final Map<Weight, Cell> cells = new LinkedHashMap<>();

  /** Where values come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * The value of a weight, which is not written to any more, and is closed when nobody needs it.
     */
    TensorValue of(Weight weight);
  }

  /** Of no weights yet. */
  public WeightValues() {}

  /**
   * Takes the values of weights that are not here yet.
   *
   * @param values all of the same moment
   * @return this
   */
  public WeightValues with(List<Weight> weights, Source values) {
    for (Weight weight : weights) {
      if (!cells.containsKey(weight)) {
        Cell cell = Cell.of(values.of(weight));
        cell.addOwner();
        cells.put(weight, cell);
      }
    }
    return this;
  }

  /**
   * What is computed from weights and inputs.
   *
   * @param key what the body is known by: functions of equal keys do the same. Kept by caches
   * @param constant whether the results are constants to gradients
   * @param body takes the weights, in their order, and the inputs after them
   */
  public record Function(Object key, boolean constant, UnaryOperator<List<Tensor>> body) {}

  /**
   * The results of a function of weights and inputs, pending.
   *
   * @param weights some of those whose values these are
   * @param manager has the results where no input is an array of Trihorn's; else the first one's
   * @param inputs arrays, or what {@link HostValues#of} takes
   * @throws io.trihorn.graph.ShapeException if the inputs do not fit
   */
  public NDList call(Function function, List<Weight> weights, NDManager manager, List<?> inputs) {
    NDManager place =
        inputs.stream()
            .filter(LazyArray.class::isInstance)
            .map(array -> ((LazyArray) array).getManager())
            .findFirst()
            .orElse(manager);
    List<Cell> operands = new ArrayList<>();
    weights.forEach(weight -> operands.add(cells.get(weight)));
    inputs.forEach(input -> operands.add(ArrayOperations.operand(input)));
    return ArrayOperations.call(function, place, operands);
  }

  /** Has a tape that records watch some of the weights, from now on. */
  public void watch(List<Weight> weights) {
    Tape tape = Tape.current();
    if (tape != null) {
      for (Weight weight : weights) {
        tape.watch(weight);
        tape.note(weight, cells.get(weight));
      }
    }
  }

  /** Computes arrays as one program, so that looking at each is no program of its own. */
  public static void compute(List<NDArray> arrays) {
    if (!arrays.isEmpty()) {
      List<Cell> wanted = arrays.stream().map(array -> ((LazyArray) array).operand()).toList();
      ((LazyArray) arrays.get(0)).runtime().compute(wanted);
    }
  }

  /** Lets the values go as soon as nothing pending and no tape needs them. */
  @Override
  public void close() {
    cells.values().forEach(Cell::removeOwner);
  }
}
