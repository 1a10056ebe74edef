package io.trihorn.backend.dl4j.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
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
class OneDnnTest {
  static {
    Loader.load(Nd4jCpu.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 7", "70, 10", "5, 1000", "2, 30000"})
  void softmaxesArePowersOfTheirSum(int rows, int length) {
    float[] x = numbers(new Random(1), rows * length);
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] *= 40;
    }
    // Neither too large for a power nor more than nothing.
    x[0] = 1000;
    x[x.length - 1] = Float.NEGATIVE_INFINITY;
    Resources resources = new Resources(new HostMemory(), null);
    try (FloatPointer from = new FloatPointer(x);
        FloatPointer to = new FloatPointer((long) y.length)) {
      OneDnn.library()
          .orElseThrow()
          .softmax(
              new BytePointer(from),
              new BytePointer(to),
              rows,
              length,
              new Frame(null, resources, new Workspace(resources), null, null, null, null))
          .run();
      to.get(y);
    } finally {
      resources.run();
    }
    for (int i = 0; i < rows; i++) {
      double largest = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < length; j++) {
        largest = Math.max(largest, x[i * length + j]);
      }
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += Math.exp(x[i * length + j] - largest);
      }
      for (int j = 0; j < length; j++) {
        double wanted = Math.exp(x[i * length + j] - largest) / sum;
        assertEquals(wanted, y[i * length + j], 1e-6, i + ", " + j);
      }
    }
  }

  /** Parts of larger arrays, and axes in another order; what is between stays. */
  @ParameterizedTest
  @CsvSource({"0, 1, 2, 2, 0", "0, 1, 2, 0, 2", "2, 1, 0, 0, 4", "1, 2, 0, 3, 0", "0, 2, 1, 1, 1"})
  void copiesAreOfTheSameElements(int first, int second, int third, int gap, int newGap) {
    int[] extents = {40, 30, 5};
    Ref from = part(40, 30, 5, gap).transpose(List.of(first, second, third));
    Ref to = part(extents[first], extents[second], extents[third], newGap);
    Resources resources = new Resources(new HostMemory(), null);
    BytePointer memory = resources.allocate(from.slot().bytes() + to.slot().bytes());
    to.slot().placeAt(from.slot().bytes());
    float[] x = numbers(new Random(1), 40 * 30 * (5 + gap));
    float[] y = new float[extents[first] * extents[second] * (extents[third] + newGap)];
    Frame frame = new Frame(null, resources, new Workspace(resources), memory, null, null, null);
    try {
      new FloatPointer(memory).put(x);
      OneDnn.library().orElseThrow().copy(from, to, frame).run();
      new FloatPointer(memory.getPointer(from.slot().bytes())).get(y);
    } finally {
      resources.run();
    }
    float[] wanted = new float[y.length];
    for (int i = 0; i < to.dim(0); i++) {
      for (int j = 0; j < to.dim(1); j++) {
        for (int k = 0; k < to.dim(2); k++) {
          wanted[at(to, i, j, k)] = x[at(from, i, j, k)];
        }
      }
    }
    assertArrayEquals(wanted, y);
  }

  private static Ref part(long rows, long columns, long length, long gap) {
    Slot slot = Slot.arena(Float.BYTES * rows * columns * (length + gap));
    slot.placeAt(0);
    return Ref.dense(slot, DataType.FLOAT32, rows, columns, length + gap).part(2, 0, length);
  }

  private static int at(Ref x, int i, int j, int k) {
    return (int) (i * x.strides()[0] + j * x.strides()[1] + k * x.strides()[2]);
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
