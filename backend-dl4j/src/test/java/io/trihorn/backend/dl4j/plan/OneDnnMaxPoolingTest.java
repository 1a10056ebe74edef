package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the gradient goes to the first of the largest elements of each window. */
class OneDnnMaxPoolingTest {
  private static final int BATCH = 2;

  private final Random random = new Random(1);

  @BeforeEach
  void needsOneDnn() {
    assumeTrue(OneDnn.library().isPresent(), "no oneDNN for this platform");
  }

  private static ConvGeometry geometry(
      int input, int window, int stride, int output, int channels) {
    long[] reached = {Math.max(0, (output - 1) * stride + window - input)};
    return new ConvGeometry(
        BATCH,
        new long[] {input},
        new long[] {output},
        new long[] {window},
        new long[] {stride},
        new long[] {1},
        new long[] {0},
        reached,
        channels,
        channels,
        1);
  }

  /** Few different values, so that many windows have several that are the largest. */
  @ParameterizedTest
  @CsvSource({
    "8, 2, 2, 4, 16",
    "9, 2, 2, 5, 6",
    "9, 3, 2, 4, 3",
    "7, 3, 1, 5, 19",
    "7, 2, 3, 2, 8"
  })
  void isOfTheFirstOfTheLargest(int input, int window, int stride, int output, int channels) {
    float[] x = new float[BATCH * input * channels];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(3) - 1;
    }
    float[] dy = new float[BATCH * output * channels];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = random.nextInt(9) - 4;
    }
    float[] wanted = new float[x.length];
    for (int n = 0; n < BATCH; n++) {
      for (int o = 0; o < output; o++) {
        for (int c = 0; c < channels; c++) {
          int best = (n * input + o * stride) * channels + c;
          for (int t = 1; t < window && o * stride + t < input; t++) {
            int at = (n * input + o * stride + t) * channels + c;
            best = x[at] > x[best] ? at : best;
          }
          wanted[best] += dy[(n * output + o) * channels + c];
        }
      }
    }
    OneDnnMaxPooling pooling =
        new OneDnnMaxPooling(geometry(input, window, stride, output, channels));
    assertTrue(pooling.isExact());
    Resources resources = new Resources(new HostMemory(), null);
    Frame f = new Frame(null, resources, new Workspace(resources), null, null, null, null);
    float[] got = new float[x.length];
    try {
      BytePointer dx = place(resources, got);
      Runnable step =
          pooling.gradient(
              OneDnn.library().orElseThrow(), place(resources, x), place(resources, dy), dx, f);
      step.run();
      step.run();
      new FloatPointer(dx).get(got);
    } finally {
      resources.run();
    }
    assertArrayEquals(wanted, got);
  }

  @Test
  void isNotExactWhereAWindowSeesPaddingAlone() {
    assertFalse(new OneDnnMaxPooling(geometry(4, 2, 2, 3, 8)).isExact());
  }

  private static BytePointer place(Resources resources, float[] values) {
    BytePointer at = resources.allocate((long) Float.BYTES * values.length);
    new FloatPointer(at).put(values);
    return at;
  }
}
