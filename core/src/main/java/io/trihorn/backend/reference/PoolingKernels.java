package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;

/** Rules for {@link Pooling}. */
final class PoolingKernels {
  private PoolingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Pooling.MaxPool.class, Kernel.of(PoolingKernels::max))
        .on(Pooling.MaxPoolGradient.class, Kernel.of(PoolingKernels::maxGradient))
        .on(Pooling.AveragePool.class, Kernel.of(PoolingKernels::average))
        .on(Pooling.AveragePoolGradient.class, Kernel.of(PoolingKernels::averageGradient));
  }

  /** Is told of each element of an input and each one of the output in whose window it is. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int input, int output);
  }

  /** Visits the windows in order, and the elements of each in order. */
  private static void visit(PoolSpec spec, TensorType input, TensorType output, Visitor visitor) {
    int channels = (int) input.dim(-1);
    Windows.of(spec, input, output)
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < channels; c++) {
                visitor.visit(inputPixel * channels + c, outputPixel * channels + c);
              }
            });
  }

  private static Array max(Pooling.MaxPool op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] x = input.doubles();
    double[] y = output.doubles();
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    visit(op.spec(), input.type(), output.type(), (from, to) -> y[to] = Math.max(y[to], x[from]));
    return Images.toLayout(output, op.spec().layout(), type);
  }

  private static Array maxGradient(Pooling.MaxPoolGradient op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Images.channelsLast(in.get(2), op.spec().layout());
    double[] x = input.doubles();
    // The position of the largest element of each window, the first of equals.
    int[] winner = new int[output.size()];
    Arrays.fill(winner, -1);
    visit(
        op.spec(),
        input.type(),
        output.type(),
        (from, to) -> winner[to] = winner[to] < 0 || x[from] > x[winner[to]] ? from : winner[to]);
    Array result = Array.zeros(input.type());
    result.add(winner, output);
    return Images.toLayout(result, op.spec().layout(), type);
  }

  /** How many elements of each window are not padding. */
  private static int[] counts(PoolSpec spec, TensorType input, TensorType output) {
    int[] counts = new int[Math.toIntExact(output.size())];
    visit(spec, input, output, (from, to) -> counts[to]++);
    return counts;
  }

  private static Array average(Pooling.AveragePool op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    visit(op.spec(), input.type(), output.type(), (from, to) -> output.add(to, input, from));
    int[] counts = counts(op.spec(), input.type(), output.type());
    for (int i = 0; i < counts.length; i++) {
      output.doubles()[i] /= counts[i];
    }
    return Images.toLayout(output, op.spec().layout(), type);
  }

  private static Array averageGradient(
      Pooling.AveragePoolGradient op, TensorType type, List<Array> in) {
    Array output = Images.channelsLast(in.get(0), op.spec().layout());
    Array input = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] x = input.doubles();
    double[] y = output.doubles();
    int[] counts = counts(op.spec(), input.type(), output.type());
    visit(op.spec(), input.type(), output.type(), (from, to) -> x[from] += y[to] / counts[to]);
    return Images.toLayout(input, op.spec().layout(), type);
  }
}
