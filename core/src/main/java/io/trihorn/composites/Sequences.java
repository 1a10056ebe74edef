package io.trihorn.composites;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
    check(label, expected, inputs);
    List<TensorType> results = new ArrayList<>();
    if (sequence) {
      results.add(x.withShape(x.dim(0), x.dim(1), units));
    }
    results.addAll(Collections.nCopies(states, state));
    return results;
  }

  /**
   * The type of the states after all steps.
   *
   * @param inputs as for {@link #outputTypes}
   * @throws ShapeException if they do not fit
   */
  static TensorType steps(String label, int gates, int states, List<TensorType> inputs) {
    return outputTypes(label, gates, states, true, inputs).get(0);
  }

  /** The type of what there is of some gates at all steps. */
  static TensorType wide(TensorType steps, int gates) {
    return steps.withShape(steps.dim(0), steps.dim(1), gates * steps.dim(2));
  }

  /**
   * The type of the gradients of what goes into the gates at all steps.
   *
   * @param inputs recurrent kernel, the state before the first step, what there is of all steps,
   *     gradients of the last states, and, where there is one, that of all outputs
   * @param widths of what there is of all steps, in units; that of the gates is the largest
   * @throws ShapeException if they do not fit
   */
  static TensorType gradients(String label, int states, List<TensorType> inputs, int... widths) {
    TensorType state = inputs.get(1);
    long length = inputs.get(2).dim(0);
    long units = state.dim(1);
    long columns = units * Arrays.stream(widths).max().orElseThrow();
    List<TensorType> expected = new ArrayList<>();
    expected.add(state.withShape(units, columns));
    expected.add(state);
    for (int width : widths) {
      expected.add(state.withShape(length, state.dim(0), width * units));
    }
    expected.addAll(Collections.nCopies(states, state));
    if (inputs.size() > expected.size()) {
      expected.add(state.withShape(length, state.dim(0), units));
    }
    check(label, expected, inputs);
    return state.withShape(length, state.dim(0), columns);
  }

  private static void check(String label, List<TensorType> expected, List<TensorType> inputs) {
    if (!expected.equals(inputs)) {
      throw new ShapeException(label + " needs " + expected + ", but got " + inputs);
    }
  }

  /** The inputs' part of what goes into the gates. */
  static Tensor projected(Tensor x, Tensor kernel, Tensor bias) {
    Tensor product = Nn.matmul(x, kernel);
    return bias == null ? product : Ops.add(product, bias);
  }

  /** The state after the last of all steps. */
  static Tensor last(Tensor steps, boolean reverse) {
    return Shapes.index(steps, 0, reverse ? 0 : -1);
  }

  /** The states before each step. */
  static Tensor before(Tensor first, Tensor after, boolean reverse) {
    Tensor start = Shapes.expandDims(first, 0);
    long length = after.dim(0);
    if (length == 1) {
      return start;
    }
    return Shapes.concatenate(
        reverse
            ? List.of(Shapes.slice(after, 0, 1, length), start)
            : List.of(start, Shapes.slice(after, 0, 0, length - 1)),
        0);
  }

  /** The gradient of {@link #projected} or of another product, with respect to {@code x}. */
  static Tensor ofOperand(Tensor gradient, Tensor kernel) {
    Tensor product = Nn.matmul(rows(gradient), kernel, false, true);
    return Shapes.reshape(product, gradient.dim(0), gradient.dim(1), kernel.dim(0));
  }

  /** The gradient of the kernel in {@code x kernel}. */
  static Tensor ofKernel(Tensor x, Tensor gradient) {
    return Nn.matmul(rows(x), rows(gradient), true, false);
  }

  /**
   * The gradient of the recurrent kernel, whose product is of the states before each step, which
   * need not be put together for it.
   */
  static Tensor ofRecurrent(Tensor first, Tensor after, Tensor gradient, boolean reverse) {
    long length = after.dim(0);
    long start = reverse ? length - 1 : 0;
    Tensor ofFirst = Nn.matmul(first, Shapes.index(gradient, 0, start), true, false);
    if (length == 1) {
      return ofFirst;
    }
    int from = reverse ? 1 : 0;
    Tensor states = Shapes.slice(after, 0, from, from + length - 1);
    Tensor gradients = Shapes.slice(gradient, 0, 1 - from, length - from);
    return Ops.add(ofFirst, ofKernel(states, gradients));
  }

  private static Tensor rows(Tensor x) {
    return Shapes.reshape(x, x.dim(0) * x.dim(1), x.dim(2));
  }

  /** The slope of the logistic function, by its value. */
  static Tensor ofSigmoid(Tensor y) {
    return Ops.multiply(y, Ops.subtract(1, y));
  }

  /** The slope of the hyperbolic tangent, by its value. */
  static Tensor ofTanh(Tensor y) {
    return Ops.subtract(1, Ops.square(y));
  }

  /** A gradient, zeros where nothing depends on the value. */
  static Tensor orZero(Tensor gradient, Tensor like) {
    return gradient == null ? Shapes.zerosLike(like) : gradient;
  }

  /** Lets results of other ops stand for those of one. */
  static void replace(List<Tensor> results, List<Tensor> by) {
    for (int i = 0; i < by.size(); i++) {
      results.get(i).builder().replace(results.get(i).value(), by.get(i).value());
    }
  }
}
