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
   * Is told of an input element, and of where in kernel and output those of a group begin that meet
   * it, one for each filter.
   */
  @FunctionalInterface
  private interface Visitor {
    void visit(int input, int kernel, int output, int filters);
  }

  /** Visits all that meet in a convolution of channels-last images, windows in order. */
  private static void visit(
      ConvSpec spec, Array input, Array kernel, Array output, Visitor visitor) {
    Groups groups = Groups.of(spec, kernel.type());
    Windows.of(spec, input.type(), kernel.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                visitor.visit(
                    inputPixel * groups.inputs() + c,
                    (tap * groups.in() + c % groups.in()) * groups.outputs() + first,
                    outputPixel * groups.outputs() + first,
                    groups.out());
              }
            });
  }

  private static Array conv(Linear.Conv op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] w = in.get(1).doubles();
    double[] y = output.doubles();
    Visitor add =
        (x, k, to, filters) -> {
          double factor = input.doubles()[x];
          for (int f = 0; f < filters; f++) {
            y[to + f] += factor * w[k + f];
          }
        };
    visit(op.spec(), input, in.get(1), output, add);
    return Images.toLayout(output, op.spec().layout(), type);
  }

  private static Array inputGradient(Linear.ConvInputGradient op, TensorType type, List<Array> in) {
    Array output = Images.channelsLast(in.get(0), op.spec().layout());
    Array input = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] w = in.get(1).doubles();
    double[] y = output.doubles();
    Visitor add =
        (x, k, from, filters) -> {
          for (int f = 0; f < filters; f++) {
            input.doubles()[x] += y[from + f] * w[k + f];
          }
        };
    visit(op.spec(), input, in.get(1), output, add);
    return Images.toLayout(input, op.spec().layout(), type);
  }

  private static Array kernelGradient(
      Linear.ConvKernelGradient op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Images.channelsLast(in.get(1), op.spec().layout());
    Array kernel = Array.zeros(type);
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    Visitor add =
        (x, k, from, filters) -> {
          double factor = input.doubles()[x];
          for (int f = 0; f < filters; f++) {
            w[k + f] += factor * y[from + f];
          }
        };
    visit(op.spec(), input, kernel, output, add);
    return kernel;
  }
}
