package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Executable;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernel gradients of convolutions with windows of one pixel that skip pixels. oneDNN's own write
 * outside their memory, so this runs in a process of its own, which that would end.
 */
class PointwiseGradientTest {
  private static final int FILTERS = 5;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 12, 15, 16, 17, 24, 33})
  void theGradientIsRight(int channels) {
    // Each height and width is a multiple of its stride, or not.
    check(channels, 2, 10, 10, 2, 2);
    check(channels, 1, 9, 7, 2, 3);
    check(channels, 3, 12, 5, 3, 1);
    check(channels, 2, 1, 8, 1, 4);
  }

  @Test
  void nothingElseIsWritten() throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ErrorFile=" + directory.resolve("error"),
                "-cp",
                System.getProperty("java.class.path"),
                PointwiseGradientTest.class.getName())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      assertTrue(ended, () -> "it hangs: " + text(log));
      assertEquals(0, process.exitValue(), () -> text(log));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program of the process. */
  public static void main(String[] arguments) {
    int rounds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
    for (int round = 0; round < rounds; round++) {
      for (int channels : new int[] {1, 3, 8, 15}) {
        check(channels, 4, 64, 64, 2, 2);
        check(channels, 2, 10, 10, 2, 2);
        check(channels, 3, 48, 32, 1, 2);
      }
    }
  }

  private static void check(int channels, int batch, int height, int width, int down, int right) {
    int rows = (height - 1) / down + 1;
    int columns = (width - 1) / right + 1;
    Random random = new Random(channels * 31L + height);
    float[] x = floats(random, batch * height * width * channels);
    float[] dy = floats(random, batch * rows * columns * FILTERS);
    double[] sums = new double[channels * FILTERS];
    for (int at = 0; at < batch * rows * columns; at++) {
      int row = at / columns % rows * down;
      int pixel = (at / columns / rows * height + row) * width + at % columns * right;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += (double) x[pixel * channels + i / FILTERS] * dy[at * FILTERS + i % FILTERS];
      }
    }
    Linear.ConvSpec spec =
        new Linear.ConvSpec(
            List.of(down, right),
            List.of(0, 0),
            List.of(0, 0),
            List.of(1, 1),
            1,
            Layout.CHANNELS_LAST);
    TensorData given = TensorData.of(x, batch, height, width, channels);
    TensorData above = TensorData.of(dy, batch, rows, columns, FILTERS);
    TensorData place = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, 1, channels, FILTERS));
    GraphBuilder builder = new GraphBuilder();
    Value gradient =
        builder.add(
            new Linear.ConvKernelGradient(spec, new Shape(1, 1, channels, FILTERS)),
            builder.parameter("x", given.type()),
            builder.parameter("dy", above.type()));
    TensorflowBackend backend = new TensorflowBackend();
    try (TensorflowStore store = (TensorflowStore) backend.createStore(Device.cpu());
        Executable program = backend.compile(builder.build(List.of(gradient)), store)) {
      for (int run = 0; run < 5; run++) {
        program.run(List.of(given, above), List.of(place));
      }
    }
    float[] gradients = place.toFloatArray();
    for (int i = 0; i < sums.length; i++) {
      assertEquals(sums[i], gradients[i], 1e-3, channels + " channels, element " + i);
    }
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
