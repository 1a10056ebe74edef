package io.trihorn.backend.reference;

import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.List;

/** Rules for {@link Linear}. */
final class LinearKernels {
  private LinearKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Linear.MatMul.class, Kernel.of(LinearKernels::matMul))
        .on(Linear.Conv.class, Kernel.of(LinearKernels::conv))
        .on(Linear.ConvInputGradient.class, Kernel.of(LinearKernels::inputGradient))
        .on(Linear.ConvKernelGradient.class, Kernel.of(LinearKernels::kernelGradient));
  }

  private static Array matMul(Linear.MatMul op, TensorType type, List<Array> in) {
    int last = type.rank() - 1;
    int[][] rows = Positions.lines(in.get(0).type(), List.of(op.transposeA() ? last - 1 : last));
    int[][] columns = Positions.lines(in.get(1).type(), List.of(op.transposeB() ? last : last - 1));
    double[] a = in.get(0).doubles();
    double[] b = in.get(1).doubles();
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      int row = i / (int) type.dim(-1);
      int[] x = rows[row];
      int[] y = columns[row / (int) type.dim(-2) * (int) type.dim(-1) + i % (int) type.dim(-1)];
      double sum = 0;
      for (int k = 0; k < x.length; k++) {
        sum += a[x[k]] * b[y[k]];
      }
      out.doubles()[i] = sum;
    }
    return out;
  }

  /** The sizes of one channel group. */
  private record Groups(int count, int in, int out) {
    static Groups of(ConvSpec spec, TensorType kernel) {
      int in = (int) kernel.dim(-2);
      return new Groups(spec.groups(), in, (int) kernel.dim(-1) / spec.groups());
    }

    int inputs() {
      return count * in;
    }

    int outputs() {
      return count * out;
    }
  }

  /**
   * Adds to each element of input, kernel or output, whichever the sums are, the products of the
   * others' elements that meet at it in a convolution of channels-last images, windows in order.
   */
  private static void addProducts(
      ConvSpec spec, Array input, Array kernel, Array output, Array sums) {
    Groups groups = Groups.of(spec, kernel.type());
    double[] x = input.doubles();
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    Windows.of(spec, input.type(), kernel.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                int i = inputPixel * groups.inputs() + c;
                int k = (tap * groups.in() + c % groups.in()) * groups.outputs() + first;
                int o = outputPixel * groups.outputs() + first;
                for (int f = 0; f < groups.out(); f++) {
                  if (sums == output) {
                    y[o + f] += x[i] * w[k + f];
                  } else if (sums == input) {
                    x[i] += y[o + f] * w[k + f];
                  } else {
                    w[k + f] += x[i] * y[o + f];
                  }
                }
              }
            });
  }

  private static Array conv(Linear.Conv op, TensorType type, List<Array> in) {
    ConvSpec spec = op.spec();
    Array x = Images.channelsLast(in.get(0), spec.layout());
    return Images.made(type, spec.layout(), y -> addProducts(spec, x, in.get(1), y, y));
  }

  private static Array inputGradient(Linear.ConvInputGradient op, TensorType type, List<Array> in) {
    ConvSpec spec = op.spec();
    Array y = Images.channelsLast(in.get(0), spec.layout());
    return Images.made(type, spec.layout(), x -> addProducts(spec, x, in.get(1), y, x));
  }

  private static Array kernelGradient(
      Linear.ConvKernelGradient op, TensorType type, List<Array> in) {
    Array x = Images.channelsLast(in.get(0), op.spec().layout());
    Array y = Images.channelsLast(in.get(1), op.spec().layout());
    Array kernel = Array.zeros(type);
    addProducts(op.spec(), x, kernel, y, kernel);
    return kernel;
  }
}
