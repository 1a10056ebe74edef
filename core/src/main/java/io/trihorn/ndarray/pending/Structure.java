package io.trihorn.ndarray.pending;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pending operations without their values. Immutable. */
final class Structure {
  private final List<TensorType> leaves;
  private final List<Operation> operations;
  private final int[] wiring;
  private final int[] outputs;
  private final int hash;

  /**
   * A structure. A place is the number of a leaf, or {@code -1 - n} for the n-th of all results.
   *
   * @param leaves the types of the parameters
   * @param operations in an order in which each comes after its operands
   * @param wiring for each operation the number of its operands and their places
   * @param outputs the places of the outputs
   */
  Structure(List<TensorType> leaves, List<Operation> operations, int[] wiring, int[] outputs) {
    this.leaves = leaves;
    this.operations = operations;
    this.wiring = wiring;
    this.outputs = outputs;
    int h = leaves.hashCode() * 31 + operations.hashCode();
    this.hash = (h * 31 + Arrays.hashCode(wiring)) * 31 + Arrays.hashCode(outputs);
  }

  /** What caches keep of it: an equal structure of {@linkplain Operation#remembered} operations. */
  Structure remembered() {
    List<Operation> kept = operations.stream().map(Operation::remembered).toList();
    return new Structure(leaves, kept, wiring, outputs);
  }

  /** The types of the parameters. */
  List<TensorType> leaves() {
    return leaves;
  }

  /** The outputs, in the graph of the parameters. */
  List<Tensor> apply(List<Tensor> parameters) {
    List<Tensor> results = new ArrayList<>();
    int at = 0;
    for (Operation operation : operations) {
      List<Tensor> operands = new ArrayList<>();
      for (int n = wiring[at++]; n > 0; n--) {
        operands.add(at(wiring[at++], parameters, results));
      }
      results.addAll(operation.apply(operands));
    }
    List<Tensor> given = new ArrayList<>();
    for (int place : outputs) {
      given.add(at(place, parameters, results));
    }
    return given;
  }

  private static Tensor at(int place, List<Tensor> parameters, List<Tensor> results) {
    return place < 0 ? results.get(-1 - place) : parameters.get(place);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Structure s
        && s.hash == hash
        && Arrays.equals(s.wiring, wiring)
        && Arrays.equals(s.outputs, outputs)
        && s.operations.equals(operations)
        && s.leaves.equals(leaves);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
