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
        .on(
            Linear.MatMul.class,
            (op, node) -> in -> List.of(matMul(op, node.output().type(), in.get(0), in.get(1))))
        .on(
            Linear.Conv.class,
            (op, node) ->
                in -> List.of(conv(op.spec(), node.output().type(), in.get(0), in.get(1))))
        .on(
            Linear.ConvInputGradient.class,
            (op, node) ->
                in -> List.of(inputGradient(op.spec(), node.output().type(), in.get(0), in.get(1))))
        .on(
            Linear.ConvKernelGradient.class,
            (op, node) ->
                in ->
                    List.of(kernelGradient(op.spec(), node.output().type(), in.get(0), in.get(1))));
  }

  /** The distances from one matrix, row and column to the next, of a transposed matrix or not. */
  private static int[] steps(TensorType type, boolean transposed) {
    int rows = (int) type.dim(-2);
    int columns = (int) type.dim(-1);
    return transposed
        ? new int[] {rows * columns, 1, columns}
        : new int[] {rows * columns, columns, 1};
  }

  private static Array matMul(Linear.MatMul op, TensorType type, Array left, Array right) {
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

  private static Array conv(ConvSpec spec, TensorType type, Array image, Array kernel) {
    Array input = Images.channelsLast(image, spec.layout());
    Array output = Array.zeros(Images.channelsLast(type, spec.layout()));
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    int filters = Groups.of(spec, kernel.type()).out();
    visit(
        spec,
        input.type(),
        kernel.type(),
        output.type(),
        (x, k, to) -> {
          double factor = input.doubles()[x];
          for (int f = 0; f < filters; f++) {
            y[to + f] += factor * w[k + f];
          }
        });
    return Images.toLayout(output, spec.layout(), type);
  }

  private static Array inputGradient(ConvSpec spec, TensorType type, Array gradient, Array kernel) {
    Array output = Images.channelsLast(gradient, spec.layout());
    Array input = Array.zeros(Images.channelsLast(type, spec.layout()));
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    int filters = Groups.of(spec, kernel.type()).out();
    visit(
        spec,
        input.type(),
        kernel.type(),
        output.type(),
        (x, k, from) -> {
          for (int f = 0; f < filters; f++) {
            input.doubles()[x] += y[from + f] * w[k + f];
          }
        });
    return Images.toLayout(input, spec.layout(), type);
  }

  private static Array kernelGradient(ConvSpec spec, TensorType type, Array image, Array gradient) {
    Array input = Images.channelsLast(image, spec.layout());
    Array output = Images.channelsLast(gradient, spec.layout());
    Array kernel = Array.zeros(type);
    double[] w = kernel.doubles();
    double[] y = output.doubles();
    int filters = Groups.of(spec, type).out();
    visit(
        spec,
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
