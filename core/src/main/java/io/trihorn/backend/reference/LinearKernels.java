package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
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

  /** The array with its last two axes exchanged, if asked. */
  private static Array oriented(Array x, boolean transpose) {
    if (!transpose) {
      return x;
    }
    int rank = x.type().rank();
    long[] dims = x.type().dims();
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i;
    }
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    int[] positions = Positions.permuted(dims, order);
    long rows = dims[rank - 2];
    dims[rank - 2] = dims[rank - 1];
    dims[rank - 1] = rows;
    return x.take(x.type().withShape(dims), positions);
  }

  private static Array matMul(Linear.MatMul op, TensorType type, Array left, Array right) {
    double[] a = oriented(left, op.transposeA()).doubles();
    Array other = oriented(right, op.transposeB());
    double[] b = other.doubles();
    int inner = (int) other.type().dim(-2);
    int columns = (int) type.dim(-1);
    int rows = (int) type.dim(-2);
    Array out = Array.zeros(type);
    double[] c = out.doubles();
    for (int row = 0; columns > 0 && row < c.length / columns; row++) {
      int matrix = row / rows * inner * columns;
      for (int k = 0; k < inner; k++) {
        double factor = a[row * inner + k];
        for (int j = 0; j < columns; j++) {
          c[row * columns + j] += factor * b[matrix + k * columns + j];
        }
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

  private static Array conv(ConvSpec spec, TensorType type, Array image, Array kernel) {
    Layout layout = spec.layout();
    Array input = Images.channelsLast(image, layout);
    Array output = Array.zeros(Images.channelsLast(type, layout));
    Groups groups = Groups.of(spec, kernel.type());
    double[] x = input.doubles();
    double[] k = kernel.doubles();
    double[] y = output.doubles();
    Windows.of(spec, input.type(), kernel.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                int to = outputPixel * groups.outputs() + first;
                int row = (tap * groups.in() + c % groups.in()) * groups.outputs() + first;
                double factor = x[inputPixel * groups.inputs() + c];
                for (int f = 0; f < groups.out(); f++) {
                  y[to + f] += factor * k[row + f];
                }
              }
            });
    return Images.toLayout(output, layout, type);
  }

  private static Array inputGradient(ConvSpec spec, TensorType type, Array gradient, Array kernel) {
    Layout layout = spec.layout();
    Array output = Images.channelsLast(gradient, layout);
    Array input = Array.zeros(Images.channelsLast(type, layout));
    Groups groups = Groups.of(spec, kernel.type());
    double[] x = input.doubles();
    double[] k = kernel.doubles();
    double[] y = output.doubles();
    Windows.of(spec, input.type(), kernel.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                int from = outputPixel * groups.outputs() + first;
                int row = (tap * groups.in() + c % groups.in()) * groups.outputs() + first;
                double sum = 0;
                for (int f = 0; f < groups.out(); f++) {
                  sum += y[from + f] * k[row + f];
                }
                x[inputPixel * groups.inputs() + c] += sum;
              }
            });
    return Images.toLayout(input, layout, type);
  }

  private static Array kernelGradient(ConvSpec spec, TensorType type, Array image, Array gradient) {
    Layout layout = spec.layout();
    Array input = Images.channelsLast(image, layout);
    Array output = Images.channelsLast(gradient, layout);
    Array kernel = Array.zeros(type);
    Groups groups = Groups.of(spec, type);
    double[] x = input.doubles();
    double[] k = kernel.doubles();
    double[] y = output.doubles();
    Windows.of(spec, input.type(), type, output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < groups.inputs(); c++) {
                int first = c / groups.in() * groups.out();
                int from = outputPixel * groups.outputs() + first;
                int row = (tap * groups.in() + c % groups.in()) * groups.outputs() + first;
                double factor = x[inputPixel * groups.inputs() + c];
                for (int f = 0; f < groups.out(); f++) {
                  k[row + f] += factor * y[from + f];
                }
              }
            });
    return kernel;
  }
}
