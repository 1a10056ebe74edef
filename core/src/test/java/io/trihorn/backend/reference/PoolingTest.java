package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling, with many ties, against numbers from a few lines of Python that list each window. */
class PoolingTest {
  private static final double NEAR = 1e-14;

  record Case(
      String name,
      long[] input,
      long[] output,
      List<Integer> window,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high,
      double[] max,
      double[] average,
      double[] maxGradient,
      double[] averageGradient) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "1d",
            new long[] {1, 7, 2},
            new long[] {1, 3, 2},
            List.of(3),
            List.of(2),
            List.of(0),
            List.of(0),
            new double[] {1, 2, 1, 2, 1, 2},
            new double[] {
              -0.3333333333333333,
              0.6666666666666666,
              -0.3333333333333333,
              0.6666666666666666,
              -0.3333333333333333,
              0.6666666666666666
            },
            new double[] {0, 0, -8, 4, 0, 0, -4, 8, 0, 0, 0, -8, 0, 0},
            new double[] {
              -2.6666666666666665,
              1.3333333333333333,
              -2.6666666666666665,
              1.3333333333333333,
              -4,
              4,
              -1.3333333333333333,
              2.6666666666666665,
              -1.3333333333333333,
              0,
              0,
              -2.6666666666666665,
              0,
              -2.6666666666666665
            }),
        new Case(
            "1d overlapping, padded",
            new long[] {1, 5, 1},
            new long[] {1, 6, 1},
            List.of(3),
            List.of(1),
            List.of(2),
            List.of(1),
            new double[] {-1, 0, 1, 2, 2, 2},
            new double[] {-1, -0.5, 0, 1, 0.6666666666666666, 0.5},
            new double[] {-8, 4, -4, 0, 0},
            new double[] {
              -7.333333333333333, 3.333333333333333, 1.3333333333333333, -1.3333333333333335, -4
            }),
        new Case(
            "2d",
            new long[] {1, 4, 5, 2},
            new long[] {1, 2, 2, 2},
            List.of(2, 2),
            List.of(2, 2),
            List.of(0, 0),
            List.of(0, 0),
            new double[] {1, 2, 1, 2, 1, 2, 1, 2},
            new double[] {0, 1, 0, 1, 0, 1, 0, 1},
            new double[] {
              0, 0, -8, 4, 0, 0, -4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -8, 0, 0, 4,
              -4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            },
            new double[] {
              -2, 1, -2, 1, -1, 2, -1, 2, 0, 0, -2, 1, -2, 1, -1, 2, -1, 2, 0, 0, 0, -2, 0, -2, 1,
              -1, 1, -1, 0, 0, 0, -2, 0, -2, 1, -1, 1, -1, 0, 0
            }),
        new Case(
            "2d overlapping, uneven padding",
            new long[] {1, 4, 4, 1},
            new long[] {1, 3, 4, 1},
            List.of(3, 2),
            List.of(2, 1),
            List.of(1, 0),
            List.of(2, 1),
            new double[] {0, 1, 2, 2, 0, 1, 2, 2, 0, 1, 2, 2},
            new double[] {-0.5, 0.5, 1.5, 2, -0.5, 0.5, 1.5, 2, -0.5, 0.5, 1.5, 2},
            new double[] {0, -8, 4, 4, 0, 0, -8, 0, 0, 0, 0, 0, 0, 8, 0, -4},
            new double[] {
              -2,
              -1,
              0,
              3,
              -2,
              -2.333333333333333,
              -0.6666666666666666,
              2.333333333333333,
              0,
              -1.3333333333333333,
              -0.6666666666666666,
              -0.6666666666666666,
              4,
              2.666666666666667,
              -4.666666666666667,
              -0.666666666666667
            }),
        new Case(
            "3d",
            new long[] {1, 3, 3, 2, 1},
            new long[] {1, 3, 2, 1, 1},
            List.of(2, 2, 2),
            List.of(1, 2, 1),
            List.of(0, 1, 0),
            List.of(1, 0, 0),
            new double[] {2, 2, 2, 2, 0, 2},
            new double[] {0.5, 0.5, 0.5, 0.5, -0.5, 0.5},
            new double[] {0, 0, 0, 4, 0, 0, 0, -12, 0, 0, 0, 8, 0, 0, 0, -8, 0, 0},
            new double[] {
              -2, -2, 0.5, 0.5, 0.5, 0.5, -3, -3, 1.5, 1.5, 1.5, 1.5, -1, -1, -1, -1, -1, -1
            }));
  }

  /** {@code (i * factor % modulus - offset) * scale} for each element. */
  private static TensorData sequence(
      Layout layout, int factor, int modulus, int offset, int scale, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT64, dims));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, (i * factor % modulus - offset) * scale);
    }
    return layout == Layout.CHANNELS_LAST ? data : Run.moveAxis(data, dims.length - 1, 1);
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
    Pooling.PoolSpec spec =
        new Pooling.PoolSpec(c.window(), c.strides(), c.low(), c.high(), layout);
    TensorData x = sequence(layout, 5, 4, 1, 1, c.input());
    TensorData dy = sequence(layout, 3, 5, 2, 4, c.output());
    TensorData max = Run.one(new Pooling.MaxPool(spec), x);
    assertEquals(dy.type(), max.type());
    same(c.max(), layout, max);
    same(c.average(), layout, Run.one(new Pooling.AveragePool(spec), x));
    same(c.maxGradient(), layout, Run.one(new Pooling.MaxPoolGradient(spec), x, max, dy));
    TensorData gradient = Run.one(new Pooling.AveragePoolGradient(spec, x.shape()), dy);
    same(c.averageGradient(), layout, gradient);
  }

  private static void same(double[] expected, Layout layout, TensorData actual) {
    assertArrayEquals(expected, Run.lastFirst(layout, actual).toDoubleArray(), NEAR);
  }
}
