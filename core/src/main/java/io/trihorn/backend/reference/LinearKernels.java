package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Rules for {@link Linear}. */
final class LinearKernels {
  private LinearKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Linear.MatMul.class, Kernel.of(LinearKernels::matMul))
        .on(Linear.Conv.class, conv("xky"))
        .on(Linear.ConvInputGradient.class, conv("ykx"))
        .on(Linear.ConvKernelGradient.class, conv("xyk"));
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

  /**
   * Makes one of a convolution's input, kernel and output, or its gradient, of the other two.
   *
   * @param roles what the operands and the result are: {@code x}, {@code k} or {@code y}
   */
  private static OpTable.Rule<Linear.Convolution, Node, Kernel> conv(String roles) {
    return Kernel.of(
        (op, type, in) -> {
          // A kernel has no other layout.
          Layout image = op.spec().layout();
          List<Layout> layouts =
              roles.chars().mapToObj(r -> r == 'k' ? Layout.CHANNELS_LAST : image).toList();
          List<Array> all = new ArrayList<>();
          for (int i = 0; i < in.size(); i++) {
            all.add(Images.channelsLast(in.get(i), layouts.get(i)));
          }
          return Images.made(
              type,
              layouts.get(2),
              sums -> {
                all.add(sums);
                addProducts(
                    op.spec(),
                    all.get(roles.indexOf('x')),
                    all.get(roles.indexOf('k')),
                    all.get(roles.indexOf('y')),
                    sums);
              });
        });
  }
}
