package org.example.toy;

import static org.example.toy.Kernel.one;

import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** Matrix products and convolutions, summed in float64. */
final class Products {
  private Products() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Linear.MatMul.class, one((op, type, in) -> matMul(op, type, in.get(0), in.get(1))))
        .on(Linear.Conv.class, one((op, type, in) -> conv(op.spec(), type, in.get(0), in.get(1))))
        .on(
            Linear.ConvInputGradient.class,
            one((op, type, in) -> inputGradient(op.spec(), type, in.get(0), in.get(1))))
        .on(
            Linear.ConvKernelGradient.class,
            one((op, type, in) -> kernelGradient(op.spec(), type, in.get(0), in.get(1))));
  }

  /** Rounds to an element type. */
  static TensorData data(double[] values, TensorType type) {
    TensorData out = TensorData.zeros(type);
    for (int i = 0; i < values.length; i++) {
      out.setDouble(i, values[i]);
    }
    return out;
  }

  private static TensorData matMul(
      Linear.MatMul op, TensorType type, TensorData left, TensorData right) {
    double[] a = left.toDoubleArray();
    double[] b = right.toDoubleArray();
    int rows = (int) type.dim(-2);
    int columns = (int) type.dim(-1);
    int inner = (int) left.type().dim(op.transposeA() ? -2 : -1);
    double[] c = new double[(int) type.size()];
    for (int i = 0; i < c.length; i++) {
      int matrix = i / columns / rows;
      int row = i / columns % rows;
      int column = i % columns;
      for (int k = 0; k < inner; k++) {
        int at = op.transposeA() ? k * rows + row : row * inner + k;
        int to = op.transposeB() ? column * inner + k : k * columns + column;
        c[i] += a[matrix * rows * inner + at] * b[matrix * inner * columns + to];
      }
    }
    return data(c, type);
  }

  /** Is told of an element of the input, of the kernel and of the output that meet. */
  @FunctionalInterface
  private interface Meeting {
    void meet(int input, int kernel, int output);
  }

  private static void forEach(
      ConvSpec spec, TensorType input, TensorType kernel, TensorType output, Meeting meeting) {
    List<Integer> size =
        IntStream.range(0, spec.spatialRank()).mapToObj(i -> (int) kernel.dim(i)).toList();
    Walk from = Walk.through(input);
    Walk to = Walk.through(output);
    int channels = Window.channels(input, spec.layout());
    int inputs = (int) kernel.dim(-2);
    int outputs = (int) kernel.dim(-1);
    int each = outputs / spec.groups();
    Window window =
        new Window(from, to, channels, size, spec.strides(), spec.padLow(), spec.dilation());
    window.forEach(
        (x, y, tap) -> {
          for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
              int in = x + (o / each * inputs + i) * from.steps()[channels];
              meeting.meet(in, (tap * inputs + i) * outputs + o, y + o * to.steps()[channels]);
            }
          }
        });
  }

  private static TensorData conv(
      ConvSpec spec, TensorType type, TensorData image, TensorData kernel) {
    double[] x = image.toDoubleArray();
    double[] w = kernel.toDoubleArray();
    double[] y = new double[(int) type.size()];
    forEach(spec, image.type(), kernel.type(), type, (i, k, o) -> y[o] += x[i] * w[k]);
    return data(y, type);
  }

  private static TensorData inputGradient(
      ConvSpec spec, TensorType type, TensorData gradient, TensorData kernel) {
    double[] x = new double[(int) type.size()];
    double[] w = kernel.toDoubleArray();
    double[] y = gradient.toDoubleArray();
    forEach(spec, type, kernel.type(), gradient.type(), (i, k, o) -> x[i] += y[o] * w[k]);
    return data(x, type);
  }

  private static TensorData kernelGradient(
      ConvSpec spec, TensorType type, TensorData image, TensorData gradient) {
    double[] x = image.toDoubleArray();
    double[] w = new double[(int) type.size()];
    double[] y = gradient.toDoubleArray();
    forEach(spec, image.type(), type, gradient.type(), (i, k, o) -> w[k] += x[i] * y[o]);
    return data(w, type);
  }
}
