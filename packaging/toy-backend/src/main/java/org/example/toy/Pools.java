package org.example.toy;

import static org.example.toy.Kernel.one;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Pooling and its gradients. */
final class Pools {
  private Pools() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Pooling.MaxPool.class, one((op, type, in) -> max(op.spec(), type, in.get(0))))
        .on(
            Pooling.MaxPoolGradient.class,
            one((op, type, in) -> maxGradient(op.spec(), in.get(0), in.get(2))))
        .on(Pooling.AveragePool.class, one((op, type, in) -> average(op.spec(), type, in.get(0))))
        .on(
            Pooling.AveragePoolGradient.class,
            one((op, type, in) -> averageGradient(op.spec(), type, in.get(0))));
  }

  /** Is told of an element of the input and the element of the output in whose window it is. */
  @FunctionalInterface
  private interface Meeting {
    void meet(int input, int output);
  }

  private static void forEach(PoolSpec spec, TensorType input, TensorType output, Meeting meeting) {
    Walk from = Walk.through(input);
    Walk to = Walk.through(output);
    int axis = Window.channels(input, spec.layout());
    List<Integer> ones = Collections.nCopies(spec.spatialRank(), 1);
    new Window(from, to, axis, spec.window(), spec.strides(), spec.padLow(), ones)
        .forEach(
            (x, y, tap) -> {
              for (int c = 0; c < input.dim(axis); c++) {
                meeting.meet(x + c * from.steps()[axis], y + c * to.steps()[axis]);
              }
            });
  }

  private static TensorData max(PoolSpec spec, TensorType type, TensorData image) {
    double[] x = image.toDoubleArray();
    double[] y = new double[(int) type.size()];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    forEach(spec, image.type(), type, (from, to) -> y[to] = Math.max(y[to], x[from]));
    return Products.data(y, type);
  }

  private static TensorData maxGradient(PoolSpec spec, TensorData image, TensorData gradient) {
    double[] x = image.toDoubleArray();
    int[] winner = new int[(int) gradient.size()];
    Arrays.fill(winner, -1);
    forEach(
        spec,
        image.type(),
        gradient.type(),
        (from, to) -> {
          if (winner[to] < 0 || x[from] > x[winner[to]]) {
            winner[to] = from;
          }
        });
    double[] out = new double[x.length];
    for (int i = 0; i < winner.length; i++) {
      out[winner[i]] += gradient.getDouble(i);
    }
    return Products.data(out, image.type());
  }

  /** How many elements of each window are not padding. */
  private static int[] counts(PoolSpec spec, TensorType input, TensorType output) {
    int[] counts = new int[(int) output.size()];
    forEach(spec, input, output, (from, to) -> counts[to]++);
    return counts;
  }

  private static TensorData average(PoolSpec spec, TensorType type, TensorData image) {
    double[] x = image.toDoubleArray();
    double[] y = new double[(int) type.size()];
    forEach(spec, image.type(), type, (from, to) -> y[to] += x[from]);
    int[] counts = counts(spec, image.type(), type);
    Arrays.setAll(y, i -> y[i] / counts[i]);
    return Products.data(y, type);
  }

  private static TensorData averageGradient(PoolSpec spec, TensorType type, TensorData gradient) {
    double[] y = gradient.toDoubleArray();
    double[] x = new double[(int) type.size()];
    int[] counts = counts(spec, type, gradient.type());
    forEach(spec, type, gradient.type(), (from, to) -> x[from] += y[to] / counts[to]);
    return Products.data(x, type);
  }
}
