package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import java.util.ArrayList;
import java.util.List;

/** Functions of lazy arrays that are made elsewhere than in this package. */
public final class ArrayOperations {
  private ArrayOperations() {}

  /**
   * The results of a function, pending.
   *
   * @param manager has the results, and its backend computes them
   * @param operands arrays, or what {@link HostValues#of} takes
   * @throws io.trihorn.graph.ShapeException if the operands do not fit
   */
  public static NDList apply(WeightValues.Function function, NDManager manager, List<?> operands) {
    List<Cell> cells = new ArrayList<>(operands.size());
    operands.forEach(operand -> cells.add(operand(operand)));
    cells.forEach(Cell::setOfCall);
    return call(function, manager, cells);
  }

  static NDList call(WeightValues.Function function, NDManager manager, List<Cell> operands) {
    Operation.Body body = function.body()::apply;
    Operation operation =
        function.constant()
            ? Operation.constant("decide", body, function.key())
            : Operation.call("call", body, function.key());
    ArrayRuntime runtime = TrihornNDManager.runtimeOf(manager);
    NDList results = new NDList();
    for (Cell cell : runtime.append(operation, operands)) {
      results.add(LazyArray.wrap(manager, cell));
    }
    return results;
  }

  static Cell operand(Object value) {
    return value instanceof LazyArray array ? array.operand() : Cell.of(HostValues.of(value));
  }

  /**
   * Changes an array of Trihorn's to a value of its type and shape.
   *
   * @throws IllegalArgumentException if it is of another
   */
  public static void assign(NDArray array, NDArray value) {
    ((LazyArray) array).become("assign", operand(value));
  }
}
