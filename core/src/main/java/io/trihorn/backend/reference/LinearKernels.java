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

  /** The distances from one matrix, row and column to the next, of a transposed matrix or not. */
  private static int[] steps(TensorType type, boolean transposed) {
    int rows = (int) type.dim(-2);
    int columns = (int) type.dim(-1);
    return transposed
        ? new int[] {rows * columns, 1, columns}
        : new int[] {rows * columns, columns, 1};
  }

  private static Array matMul(Linear.MatMul op, TensorType type, List<Array> in) {
    Array left = in.get(0);
    Array right = in.get(1);
    int[] a = steps(left.type(), op.transposeA());
    int[] b = steps(right.type(), op.transposeB());
    int inner = (int) left.type().dim(op.transposeA() ? -2 : -1);
    int[] c = steps(type, false);
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      int x = i / c[0] * a[0] + i % c[0] / c[1] * a[1];
      int y = i / c[0] * b[0] + i % c[1] * b[2];
      for (int k = 0; k < inner; k++) {
        out.doubles()[i] += left.doubles()[x + k * a[2]] * right.doubles()[y + k * b[1]];
      }
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

  /** Is told of an input element, and of where its kernel and output elements of a group begin. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int input, int kernel, int output);
  }

  /** Visits all that meet in a convolution of channels-last images, windows in order. */
  private static void visit(
      ConvSpec spec, TensorType input, TensorType kernel, TensorType output, Visitor visitor) {
    Groups groups = Groups.of(spec, kernel);
    Windows.of(spec, input, kernel, output)
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                visitor.visit(
                    inputPixel * groups.inputs() + c,
                    (tap * groups.in() + c % groups.in()) * groups.outputs() + first,
                    outputPixel * groups.outputs() + first);
              }
            });
  }

  private static Array conv(Linear.Conv op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] w = in.get(1).doubles();
    double[] y = output.doubles();
    int filters = Groups.of(op.spec(), in.get(1).type()).out();
    visit(
        op.spec(),
        input.type(),
        in.get(1).type(),
        output.type(),
        (x, k, to) -> {
          double factor = input.doubles()[x];
          for (int f = 0; f < filters; f++) {
            y[to + f] += factor * w[k + f];
          }
        });
    return Images.toLayout(output, op.spec().layout(), type);
  }

  private static Array inputGradient(Linear.ConvInputGradient op, TensorType type, List<Array> in) {
    Array output = Images.channelsLast(in.get(0), op.spec().layout());
    Array input = Array.zeros(Images.channelsLast(type, op.spec().layout()));
    double[] w = in.get(1).doubles();
    double[] y = output.doubles();
    int filters = Groups.of(op.spec(), in.get(1).type()).out();
    visit(
        op.spec(),
        input.type(),
        in.get(1).type(),
        output.type(),
        (x, k, from) -> {
          for (int f = 0; f < filters; f++) {
            input.doubles()[x] += y[from + f] * w[k + f];
          }
        });
    return Images.toLayout(input, op.spec().layout(), type);
  }

  private static Array kernelGradient(
      Linear.ConvKernelGradient op, TensorType type, List<Array> in) {
    Array input = Images.channelsLast(in.get(0), op.spec().layout());
    Array output = Images.channelsLast(in.get(1), op.spec().layout());
    Array kernel = Array.zeros(type);
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    int filters = Groups.of(op.spec(), type).out();
    visit(
        op.spec(),
        input.type(),
        type,
        output.type(),
        (x, k, from) -> {
          double factor = input.doubles()[x];
          for (int f = 0; f < filters; f++) {
            w[k + f] += factor * y[from + f];
          }
        });
    return kernel;
  }
}
