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
        .on(
            Pooling.MaxPool.class,
            (op, node) -> in -> List.of(max(op.spec(), node.output().type(), in.get(0))))
        .on(
            Pooling.MaxPoolGradient.class,
            (op, node) -> in -> List.of(maxGradient(op.spec(), in.get(0), in.get(2))))
        .on(
            Pooling.AveragePool.class,
            (op, node) -> in -> List.of(average(op.spec(), node.output().type(), in.get(0))))
        .on(
            Pooling.AveragePoolGradient.class,
            (op, node) ->
                in -> List.of(averageGradient(op.spec(), node.output().type(), in.get(0))));
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

  private static Array max(PoolSpec spec, TensorType type, Array image) {
    Array input = Images.channelsLast(image, spec.layout());
    Array output = Array.zeros(Images.channelsLast(type, spec.layout()));
    double[] x = input.doubles();
    double[] y = output.doubles();
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    visit(spec, input.type(), output.type(), (from, to) -> y[to] = Math.max(y[to], x[from]));
    return Images.toLayout(output, spec.layout(), type);
  }

  private static Array maxGradient(PoolSpec spec, Array image, Array gradient) {
    Array input = Images.channelsLast(image, spec.layout());
    Array output = Images.channelsLast(gradient, spec.layout());
    double[] x = input.doubles();
    // The position of the largest element of each window, the first of equals.
    int[] winner = new int[output.size()];
    Arrays.fill(winner, -1);
    visit(
        spec,
        input.type(),
        output.type(),
        (from, to) -> winner[to] = winner[to] < 0 || x[from] > x[winner[to]] ? from : winner[to]);
    Array result = Array.zeros(input.type());
    for (int i = 0; i < winner.length; i++) {
      result.add(winner[i], output, i);
    }
    return Images.toLayout(result, spec.layout(), image.type());
  }

  /** How many elements of each window are not padding. */
  private static int[] counts(PoolSpec spec, TensorType input, TensorType output) {
    int[] counts = new int[Math.toIntExact(output.size())];
    visit(spec, input, output, (from, to) -> counts[to]++);
    return counts;
  }

  private static Array average(PoolSpec spec, TensorType type, Array image) {
    Array input = Images.channelsLast(image, spec.layout());
    Array output = Array.zeros(Images.channelsLast(type, spec.layout()));
    visit(spec, input.type(), output.type(), (from, to) -> output.add(to, input, from));
    int[] counts = counts(spec, input.type(), output.type());
    for (int i = 0; i < counts.length; i++) {
      output.doubles()[i] /= counts[i];
    }
    return Images.toLayout(output, spec.layout(), type);
  }

  private static Array averageGradient(PoolSpec spec, TensorType type, Array gradient) {
    Array output = Images.channelsLast(gradient, spec.layout());
    Array input = Array.zeros(Images.channelsLast(type, spec.layout()));
    double[] x = input.doubles();
    double[] y = output.doubles();
    int[] counts = counts(spec, input.type(), output.type());
    visit(spec, input.type(), output.type(), (from, to) -> x[from] += y[to] / counts[to]);
    return Images.toLayout(input, spec.layout(), type);
  }
}
