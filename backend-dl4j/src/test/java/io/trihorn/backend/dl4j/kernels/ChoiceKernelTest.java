package io.trihorn.backend.dl4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.backend.dl4j.kernels.ChoiceKernel.Less;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That it compares as Java does, by any bits. */
class ChoiceKernelTest {
  private static final float[] CORNERS = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0xffc00000)
  };

  private final Random random = new Random(1);

  @Test
  void choosesWhereAllComparisonsHold() {
    int n = 5_000;
    float[] a = any(n);
    float[] b = any(n);
    float[] x = any(n);
    float[] y = any(n);
    for (float bound : CORNERS) {
      IntBuffer z = bits(new float[n]);
      ChoiceKernel.bind(
              List.of(new Less(bits(a), bits(b)), new Less(bits(bound), bits(b))),
              bits(x),
              bits(y),
              z)
          .run();
      for (int i = 0; i < n; i++) {
        float wanted = a[i] < b[i] && bound < b[i] ? x[i] : y[i];
        int at = i;
        assertEquals(
            Float.floatToRawIntBits(wanted),
            z.get(i),
            () -> a[at] + " < " + b[at] + " and " + bound + " < " + b[at]);
      }
    }
  }

  @Test
  void anElementRepeats() {
    float[] a = {-1, 2, Float.NaN, 0};
    IntBuffer z = bits(new float[4]);
    ChoiceKernel.bind(List.of(new Less(bits(0f), bits(a))), bits(7f), bits(0f), z).run();
    assertEquals(bits(0, 7, 0, 0), z);
  }

  private float[] any(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          random.nextBoolean()
              ? CORNERS[random.nextInt(CORNERS.length)]
              : Float.intBitsToFloat(random.nextInt());
    }
    return values;
  }

  private static IntBuffer bits(float... values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return bytes.asIntBuffer();
  }
}
