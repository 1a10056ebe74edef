package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
class OneDnnProductTest {
  static {
    Loader.load(Nd4jCpu.class);
  }

  /** A bias, and a rectifier with a bound. */
  private static final OneDnnPostOps RECTIFIED =
      new OneDnnPostOps(true, List.of(OneDnnPostOps.Part.clip(0, 0.5f)));

  /** Sizes that threads share, with blocks that do not come out even; in either order. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, false, false",
    "1, 100, 512, 300, false, false",
    "1, 16, 512, 128, false, true",
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
    OneDnn library = OneDnn.library().orElseThrow();
    OneDnnProduct product =
        new OneDnnProduct(
            matrices(count, rows, inner, transposeA),
            matrices(count, inner, columns, transposeB),
            matrices(count, rows, columns, false));
    float[] c = new float[count * rows * columns];
    float[] ofPacked = new float[c.length];
    OneDnnOrder given = product.order(library, false);
    OneDnnOrder order = product.order(library, true);
    float[] followed = new float[c.length];
    float[] bias = numbers(random, columns);
    Resources resources = new Resources(new HostMemory(), null);
    Frame frame = new Frame(null, resources, new Workspace(resources), null, null, null, null);
    try (FloatPointer x = new FloatPointer(a);
        FloatPointer y = new FloatPointer(b);
        FloatPointer forColumns = new FloatPointer(bias);
        BytePointer packed = new BytePointer(order.bytes());
        FloatPointer z = new FloatPointer((long) c.length)) {
      BytePointer left = new BytePointer(x);
      BytePointer right = new BytePointer(y);
      BytePointer result = new BytePointer(z);
      z.fill(0xff);
      product.step(library, left, right, given, List.of(), result, frame).run();
      z.get(c);
      z.fill(0xff);
      order.pack(library, right, packed, frame).run();
      product.step(library, left, packed, order, List.of(), result, frame).run();
      z.get(ofPacked);
      if (count == 1) {
        OneDnnProduct whole = product.followedBy(RECTIFIED);
        OneDnnOrder plain = whole.order(library, false);
        List<BytePointer> operands = List.of(new BytePointer(forColumns));
        whole.step(library, left, right, plain, operands, result, frame).run();
        z.get(followed);
      }
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
      String place = matrix + ", " + row + ", " + column;
      assertEquals(sum, c[i], 1e-4, place);
      assertEquals(sum, ofPacked[i], 1e-4, "packed " + place);
      if (count == 1) {
        double wanted = Math.min(Math.max(sum + bias[column], 0), 0.5);
        assertEquals(wanted, followed[i], 1e-4, "followed " + place);
      }
    }
  }

  private static OneDnnProduct.Matrices matrices(
      int count, int rows, int columns, boolean transposed) {
    return new OneDnnProduct.Matrices(
        count, transposed ? columns : rows, transposed ? rows : columns, transposed);
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
