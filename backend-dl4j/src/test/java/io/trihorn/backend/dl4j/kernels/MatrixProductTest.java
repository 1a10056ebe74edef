package io.trihorn.backend.dl4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

class MatrixProductTest {
  static {
    Loader.load(Nd4jCpu.class);
  }

  /** Sizes that threads share, by rows and by columns, with blocks that do not come out even. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, false",
    "100, 512, 300, false",
    "777, 256, 65, false",
    "100, 512, 300, true",
    "777, 256, 65, true"
  })
  void isTheSumOfProducts(int rows, int columns, int inner, boolean transposed) {
    Random random = new Random(1);
    float[] a = numbers(random, rows * inner);
    float[] b = numbers(random, inner * columns);
    float[] c = new float[rows * columns];
    try (FloatPointer x = new FloatPointer(a);
        FloatPointer y = new FloatPointer(b);
        FloatPointer z = new FloatPointer((long) c.length)) {
      z.fill(0xff);
      new MatrixProduct(rows, columns, inner, transposed)
          .bind(new BytePointer(x), new BytePointer(y), new BytePointer(z))
          .run();
      z.get(c);
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += (double) a[transposed ? k * rows + i : i * inner + k] * b[k * columns + j];
        }
        assertEquals(sum, c[i * columns + j], 1e-4, i + ", " + j);
      }
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
