package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class OneDnnTest {
  static {
    Loader.load(Nd4jCpu.class);
  }

  /** Sizes that threads share, with blocks that do not come out even. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, false, false",
    "1, 100, 512, 300, false, false",
    "1, 777, 256, 65, true, false",
    "1, 100, 512, 300, false, true",
    "3, 17, 33, 65, true, true",
    "5, 64, 64, 20, false, true"
  })
  void productsAreSums(
      int count, int rows, int columns, int inner, boolean transposeA, boolean transposeB) {
    Random random = new Random(1);
    float[] a = numbers(random, count * rows * inner);
    float[] b = numbers(random, count * inner * columns);
    float[] c = new float[count * rows * columns];
    Resources resources = new Resources(new HostMemory(), null);
    try (FloatPointer x = new FloatPointer(a);
        FloatPointer y = new FloatPointer(b);
        FloatPointer z = new FloatPointer((long) c.length)) {
      z.fill(0xff);
      OneDnn.library()
          .orElseThrow()
          .product(
              matrices(x, count, rows, inner, transposeA),
              matrices(y, count, inner, columns, transposeB),
              matrices(z, count, rows, columns, false),
              new Frame(null, resources, new Workspace(resources), null, null, null, null))
          .run();
      z.get(c);
    } finally {
      resources.run();
    }
    for (int i = 0; i < c.length; i++) {
      int matrix = i / (rows * columns);
      int row = i / columns % rows;
      int column = i % columns;
      double sum = 0;
      for (int k = 0; k < inner; k++) {
        int left = transposeA ? k * rows + row : row * inner + k;
        int right = transposeB ? column * inner + k : k * columns + column;
        sum += (double) a[matrix * rows * inner + left] * b[matrix * inner * columns + right];
      }
      assertEquals(sum, c[i], 1e-4, matrix + ", " + row + ", " + column);
    }
  }

  private static OneDnn.Matrices matrices(
      FloatPointer at, int count, int rows, int columns, boolean transposed) {
    return new OneDnn.Matrices(
        new BytePointer(at),
        count,
        transposed ? columns : rows,
        transposed ? rows : columns,
        transposed);
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
