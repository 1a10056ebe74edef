package io.trihorn.composites;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What recurrent layers over a sequence have in common. */
final class Sequences {
  private Sequences() {}

  /**
   * The types of the outputs of all steps, if wanted, and of the states after the last.
   *
   * @param inputs sequence, kernel, recurrent kernel, states, biases
   * @throws ShapeException if they do not fit
   */
  static List<TensorType> outputTypes(
      String label, int gates, int states, boolean sequence, List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    long units = inputs.get(2).dim(0);
    TensorType state = x.withShape(x.dim(1), units);
    List<TensorType> expected = new ArrayList<>();
    expected.add(x);
    expected.add(x.withShape(x.dim(2), gates * units));
    expected.add(x.withShape(units, gates * units));
    expected.addAll(Collections.nCopies(states, state));
    int biases = inputs.size() - expected.size();
    expected.addAll(Collections.nCopies(Math.max(0, biases), x.withShape(gates * units)));
    if (!expected.equals(inputs)) {
      throw new ShapeException(label + " needs " + expected + ", but got " + inputs);
    }
    List<TensorType> results = new ArrayList<>();
    if (sequence) {
      results.add(x.withShape(x.dim(0), x.dim(1), units));
    }
    results.addAll(Collections.nCopies(states, state));
    return results;
  }
}
