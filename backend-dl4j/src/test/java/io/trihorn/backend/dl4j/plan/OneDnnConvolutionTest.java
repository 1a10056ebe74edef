package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Operand;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That oneDNN's convolutions and their gradients are sums of products over the windows. */
class OneDnnConvolutionTest {
  private static final int BATCH = 2;

  /** Bias, factor and offset, less an array, a linear function, and a rectifier with a bound. */
  private static final OneDnnPostOps END =
      new OneDnnPostOps(
          true,
          List.of(
              Part.of(OneDnnPostOps.Pair.MUL, Operand.CHANNELS),
              Part.of(OneDnnPostOps.Pair.ADD, Operand.CHANNELS),
              Part.of(OneDnnPostOps.Pair.SUB, Operand.WHOLE),
              Part.linear(0.5f, 1),
              Part.clip(0, Float.POSITIVE_INFINITY),
              Part.clip(Float.NEGATIVE_INFINITY, 6)));

  private final Random random = new Random(1);

  @BeforeEach
  void needsOneDnn() {
    assumeTrue(OneDnn.library().isPresent(), "no oneDNN for this platform");
  }

  /** One pair of an input element and an output element that see each other through a tap. */
  @FunctionalInterface
  private interface Pair {
    void accept(int x, int w, int y);
  }

  @ParameterizedTest
  @CsvSource({
    // axes, channels, filters, groups, taps, stride, dilation, low, high
    "1, 16, 24, 1, 3, 1, 1, 0, 0",
    "1, 5, 7, 1, 4, 2, 1, 1, 2",
    "2, 16, 16, 1, 3, 1, 1, 1, 1",
    "2, 3, 40, 1, 3, 2, 1, 0, 1",
    "2, 3, 16, 1, 3, 1, 1, 1, 1",
    "2, 16, 8, 1, 3, 1, 2, 2, 2",
    "2, 16, 32, 4, 3, 1, 1, 1, 1",
    "2, 24, 24, 24, 3, 2, 1, 0, 1",
    "2, 12, 24, 12, 3, 1, 2, 2, 2",
    "2, 6, 16, 1, 5, 1, 1, 0, 0",
    "3, 8, 16, 1, 3, 2, 1, 1, 1"
  })
  void areSumsOverWindows(
      int axes,
      int channels,
      int filters,
      int groups,
      int taps,
      int stride,
      int dilation,
      int low,
      int high) {
    int extent = (taps - 1) * dilation + 1;
    int input = axes == 3 ? 5 : 10;
    int output = (input + low + high - extent) / stride + 1;
    int reached = (output - 1) * stride + extent - input - low;
    ConvGeometry g =
        new ConvGeometry(
            BATCH,
            repeated(axes, input),
            repeated(axes, output),
            repeated(axes, taps),
            repeated(axes, stride),
            repeated(axes, dilation),
            repeated(axes, low),
            repeated(axes, reached),
            channels,
            filters,
            groups);
    float[] x = numbers(BATCH * power(input, axes) * channels);
    float[] w = numbers(power(taps, axes) * channels / groups * filters);
    float[] dy = numbers(BATCH * power(output, axes) * filters);
    double[] y = new double[dy.length];
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    float[] bias = numbers(filters);
    float[] factors = numbers(filters);
    float[] offsets = numbers(filters);
    pairs(
        g,
        (i, k, o) -> {
          y[o] += (double) x[i] * w[k];
          dx[i] += (double) dy[o] * w[k];
          dw[k] += (double) dy[o] * x[i];
        });
    double[] end = new double[y.length];
    for (int i = 0; i < end.length; i++) {
      double sum = (y[i] + bias[i % filters]) * factors[i % filters] + offsets[i % filters] - dy[i];
      end[i] = Math.min(Math.max(0.5 * sum + 1, 0), 6);
    }
    Resources resources = new Resources(new HostMemory(), null);
    Frame f = new Frame(null, resources, new Workspace(resources), null, null, null, null);
    OneDnn library = OneDnn.library().orElseThrow();
    OneDnnConvolution convolution = new OneDnnConvolution(g);
    try {
      BytePointer atX = place(resources, x);
      BytePointer atW = place(resources, w);
      BytePointer atDy = place(resources, dy);
      BytePointer atY = place(resources, new float[y.length]);
      BytePointer atDx = place(resources, new float[x.length]);
      BytePointer atDw = place(resources, new float[w.length]);
      BytePointer atEnd = place(resources, new float[y.length]);
      OneDnnOrder order = convolution.order(library);
      BytePointer packed = resources.allocate(order.bytes());
      OneDnnConvolution followed = new OneDnnConvolution(g, END);
      OneDnnOrder orderOfFollowed = followed.order(library);
      BytePointer packedForFollowed = resources.allocate(orderOfFollowed.bytes());
      List<BytePointer> operands =
          List.of(
              place(resources, bias), place(resources, factors), place(resources, offsets), atDy);
      // All are made before any runs, as the steps of a program are, for they share a workspace.
      Runnable[] steps = {
        order.pack(library, atW, packed, f),
        orderOfFollowed.pack(library, atW, packedForFollowed, f),
        convolution.forward(library, atX, packed, order, List.of(), atY, f),
        followed.forward(library, atX, packedForFollowed, orderOfFollowed, operands, atEnd, f),
        convolution.inputGradient(library, atDy, atW, atDx, f),
        convolution.kernelGradient(library, atX, atDy, atDw, f)
      };
      for (int i = 0; i < 2; i++) {
        Arrays.stream(steps).forEach(Runnable::run);
      }
      assertNear(y, atY, "output");
      assertNear(end, atEnd, "output with what follows");
      assertNear(dx, atDx, "input gradient");
      assertNear(dw, atDw, "kernel gradient");
    } finally {
      resources.run();
    }
  }

  private static void pairs(ConvGeometry g, Pair pair) {
    int axes = g.input().length;
    int outputs = power((int) g.output()[0], axes);
    int taps = power((int) g.kernel()[0], axes);
    int ofGroup = (int) g.channels() / g.groups();
    int filters = (int) g.filters();
    for (int n = 0; n < BATCH; n++) {
      for (int o = 0; o < outputs; o++) {
        for (int tap = 0; tap < taps; tap++) {
          int position = position(g, o, tap);
          for (int c = 0; position >= 0 && c < ofGroup; c++) {
            for (int m = 0; m < filters; m++) {
              int channel = m / (filters / g.groups()) * ofGroup + c;
              int pixel = n * power((int) g.input()[0], axes) + position;
              pair.accept(
                  pixel * (int) g.channels() + channel,
                  (tap * ofGroup + c) * filters + m,
                  (n * outputs + o) * filters + m);
            }
          }
        }
      }
    }
  }

  /** The number of the input element that a tap of a window shows, or -1 where it is padding. */
  private static int position(ConvGeometry g, int window, int tap) {
    int position = 0;
    int scale = 1;
    int restWindow = window;
    int restTap = tap;
    for (int i = g.input().length - 1; i >= 0; i--) {
      int at =
          (int)
              (restWindow % g.output()[i] * g.strides()[i]
                  + restTap % g.kernel()[i] * g.dilation()[i]
                  - g.low()[i]);
      if (at < 0 || at >= g.input()[i]) {
        return -1;
      }
      position += at * scale;
      scale *= (int) g.input()[i];
      restWindow /= (int) g.output()[i];
      restTap /= (int) g.kernel()[i];
    }
    return position;
  }

  private static void assertNear(double[] wanted, BytePointer at, String what) {
    float[] got = new float[wanted.length];
    new FloatPointer(at).get(got);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got[i], 2e-4, what + " " + i);
    }
  }

  private static BytePointer place(Resources resources, float[] values) {
    BytePointer at = resources.allocate(4L * values.length);
    new FloatPointer(at).put(values);
    return at;
  }

  private static long[] repeated(int times, long value) {
    long[] values = new long[times];
    Arrays.fill(values, value);
    return values;
  }

  private static int power(int base, int exponent) {
    return (int) Math.pow(base, exponent);
  }

  private float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
