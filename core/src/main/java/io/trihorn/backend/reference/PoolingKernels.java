package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.Arrays;
import java.util.List;

/** Rules for {@link Pooling}. */
final class PoolingKernels {
  private PoolingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Pooling.MaxPool.class, of(PoolingKernels::max))
        .on(Pooling.MaxPoolGradient.class, of(PoolingKernels::maxGradient))
        .on(Pooling.AveragePool.class, of(PoolingKernels::average))
        .on(Pooling.AveragePoolGradient.class, of(PoolingKernels::averageGradient));
  }

  /** Computes on images whose channels are last; the result is zeros at first. */
  @FunctionalInterface
  private interface Form {
    void run(PoolSpec spec, List<Array> in, Array out);
  }

  private static OpTable.Rule<Pooling, Node, Kernel> of(Form form) {
    return Kernel.of(
        (op, type, in) -> {
          Layout layout = op.spec().layout();
          List<Array> images = in.stream().map(x -> Images.channelsLast(x, layout)).toList();
          return Images.made(type, layout, out -> form.run(op.spec(), images, out));
        });
  }

  /** Is told of each element of an input and each one of the output in whose window it is. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int input, int output);
  }

  /** Visits the windows in order, and the elements of each in order. */
  private static void visit(PoolSpec spec, Array input, Array output, Visitor visitor) {
    int channels = (int) input.type().dim(-1);
    Windows.of(spec, input.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < channels; c++) {
                visitor.visit(inputPixel * channels + c, outputPixel * channels + c);
              }
            });
  }

  private static void max(PoolSpec spec, List<Array> in, Array out) {
    double[] x = in.get(0).doubles();
    double[] y = out.doubles();
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    visit(spec, in.get(0), out, (from, to) -> y[to] = Math.max(y[to], x[from]));
  }

  private static void maxGradient(PoolSpec spec, List<Array> in, Array out) {
    double[] x = in.get(0).doubles();
    // The position of the largest element of each window, the first of equals.
    int[] winner = new int[in.get(2).size()];
    Arrays.fill(winner, -1);
    visit(
        spec,
        in.get(0),
        in.get(2),
        (from, to) -> winner[to] = winner[to] < 0 || x[from] > x[winner[to]] ? from : winner[to]);
    out.add(winner, in.get(2));
  }

  /** How many elements of each window are not padding. */
  private static int[] counts(PoolSpec spec, Array input, Array output) {
    int[] counts = new int[output.size()];
    visit(spec, input, output, (from, to) -> counts[to]++);
    return counts;
  }

  private static void average(PoolSpec spec, List<Array> in, Array out) {
    visit(spec, in.get(0), out, (from, to) -> out.add(to, in.get(0), from));
    int[] counts = counts(spec, in.get(0), out);
    Arrays.setAll(out.doubles(), i -> out.doubles()[i] / counts[i]);
  }

  private static void averageGradient(PoolSpec spec, List<Array> in, Array out) {
    double[] x = out.doubles();
    double[] y = in.get(0).doubles();
    int[] counts = counts(spec, out, in.get(0));
    visit(spec, out, in.get(0), (from, to) -> x[from] += y[to] / counts[to]);
  }
}
