package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolution against numbers from a few lines of NumPy: patches of the padded input times the
 * kernel spread out with zeros; the gradients by feeding that each unit vector.
 */
class ConvolutionTest {
  record Case(
      String name,
      long[] input,
      long[] kernel,
      long[] output,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high,
      List<Integer> dilation,
      int groups,
      double[] forward,
      double[] inputGradient,
      double[] kernelGradient) {
    @Override
    public String toString() {
      return name;
    }

    Linear.ConvSpec spec(Layout layout) {
      return new Linear.ConvSpec(strides, low, high, dilation, groups, layout);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "1d, stride 2, padding 1 and 2, dilation 2",
            new long[] {2, 6, 2},
            new long[] {3, 2, 2},
            new long[] {2, 3, 2},
            List.of(2),
            List.of(1),
            List.of(2),
            List.of(2),
            1,
            new double[] {-3, -17, 26, -25, -10, 22, 22, -10, -25, 26, -17, -3},
            new double[] {
              0, 0, 2, -5, 0, 0, -9, 6, 0, 0, -4, 14, 0, 0, -4, 2, 0, 0, 16, -9, 0, 0, -1, -5
            },
            new double[] {12, -12, 5, 6, 15, -2, -21, 16, -17, 2, 5, -6}),
        new Case(
            "2d",
            new long[] {1, 4, 5, 1},
            new long[] {2, 3, 1, 2},
            new long[] {1, 3, 3, 2},
            List.of(1, 1),
            List.of(0, 0),
            List.of(0, 0),
            List.of(1, 1),
            1,
            new double[] {
              20, -7, 13, -11, -5, -4, -4, -5, -11, 13, -7, 20, -6, 19, 20, -7, 13, -11
            },
            new double[] {
              8, 5, -13, 3, -2, -6, -13, 21, 12, -11, 9, -8, -4, -8, 9, -5, 4, 10, -4, -5
            },
            new double[] {16, 12, 13, -32, -12, 12, -10, 12, -2, 1, -16, 1}),
        new Case(
            "2d, strides 2 and 1, uneven padding",
            new long[] {1, 4, 4, 2},
            new long[] {3, 2, 2, 1},
            new long[] {1, 2, 4, 1},
            List.of(2, 1),
            List.of(1, 0),
            List.of(0, 1),
            List.of(1, 1),
            1,
            new double[] {-47, -5, -7, 22, 20, -13, 20, -34},
            new double[] {
              -6, -2, 5, 7, -4, -4, 7, 5, -4, 0, 12, -10, -7, 9, 9, -7, 0, 0, -6, -2, 5, 7, -4, -4,
              0, 0, -4, 0, 6, -6, -4, 3
            },
            new double[] {-1, 7, 1, 5, 23, 9, -10, -9, 21, -4, -13, 10}),
        new Case(
            "2d, two groups",
            new long[] {1, 3, 3, 4},
            new long[] {2, 2, 2, 4},
            new long[] {1, 2, 3, 4},
            List.of(1, 1),
            List.of(0, 1),
            List.of(0, 0),
            List.of(1, 1),
            2,
            new double[] {
              -6, 0, -6, -3, 16, -4, 4, 14, -24, -3, 4, -20, -9, 6, -12, 22, -27, -1, 4, -22, 43,
              -22, 4, -1
            },
            new double[] {
              -8, -5, 10, 9, -6, 8, -7, -6, 4, 2, 7, 8, 4, 13, -7, -8, 4, -9, -11, -13, -8, -9, 5,
              5, 10, 9, 8, 8, -7, -6, 1, -2, 7, 8, -3, -4
            },
            new double[] {
              10, 5, 0, 6, -16, 2, 11, -13, -9, 3, 13, -29, 10, -1, -5, 7, -16, 2, 11, -13, 13, -1,
              0, 1, 10, -1, -5, 7, 7, -5, -1, 10
            }),
        new Case(
            "2d depthwise, dilation 1 and 2",
            new long[] {1, 3, 4, 2},
            new long[] {2, 2, 1, 4},
            new long[] {1, 2, 2, 4},
            List.of(1, 1),
            List.of(0, 0),
            List.of(0, 0),
            List.of(1, 2),
            2,
            new double[] {12, -11, 3, 10, 21, -5, 7, -23, 15, -9, -3, 10, 13, 8, 1, -1},
            new double[] {
              8, -4, -4, 2, -5, -5, -2, 2, -10, 6, 7, -1, 3, 6, 1, 1, 4, 7, -2, -6, 2, 8, -3, -4
            },
            new double[] {3, -3, -3, 12, -3, 3, 7, -10, 2, -2, -16, 23, 7, -18, 5, -10}),
        new Case(
            "3d, strides 1, 2, 1",
            new long[] {1, 2, 3, 3, 1},
            new long[] {2, 2, 2, 1, 2},
            new long[] {1, 1, 2, 3, 2},
            List.of(1, 2, 1),
            List.of(0, 1, 0),
            List.of(0, 0, 1),
            List.of(1, 1, 1),
            1,
            new double[] {-11, -16, 22, -1, -11, 3, 15, -1, -28, 46, 11, -14},
            new double[] {-5, -2, -7, -5, -4, 8, 2, 8, -7, -3, 5, 9, 2, -1, -8, 2, -3, -9},
            new double[] {13, -8, -5, -1, 20, -5, -10, -2, -12, 3, 8, 2, -18, 14, 12, -8}));
  }

  /** {@code i * factor % modulus - offset} for each element. */
  private static TensorData sequence(int factor, int modulus, int offset, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT64, dims));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, i * factor % modulus - offset);
    }
    return data;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void channelsLast(Case c) {
    check(c, Layout.CHANNELS_LAST);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void channelsFirst(Case c) {
    check(c, Layout.CHANNELS_FIRST);
  }

  private static void check(Case c, Layout layout) {
    TensorData x = to(layout, sequence(7, 11, 5, c.input()));
    TensorData k = sequence(5, 7, 3, c.kernel());
    TensorData dy = to(layout, sequence(3, 5, 2, c.output()));
    Linear.ConvSpec spec = c.spec(layout);
    TensorData y = Run.one(new Linear.Conv(spec), x, k);
    assertEquals(dy.type(), y.type());
    assertArrayEquals(c.forward(), Run.lastFirst(layout, y).toDoubleArray());
    TensorData dx = Run.one(new Linear.ConvInputGradient(spec, x.shape()), dy, k);
    assertArrayEquals(c.inputGradient(), Run.lastFirst(layout, dx).toDoubleArray());
    Shape shape = new Shape(c.kernel());
    TensorData dk = Run.one(new Linear.ConvKernelGradient(spec, shape), x, dy);
    assertArrayEquals(c.kernelGradient(), dk.toDoubleArray());
  }

  private static TensorData to(Layout layout, TensorData channelsLast) {
    return layout == Layout.CHANNELS_LAST
        ? channelsLast
        : Run.moveAxis(channelsLast, channelsLast.type().rank() - 1, 1);
  }
}
