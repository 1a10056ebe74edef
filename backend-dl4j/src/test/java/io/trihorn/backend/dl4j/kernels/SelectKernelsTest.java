package io.trihorn.backend.dl4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choices against a plain loop: within a stretch, over several, and on two threads. */
class SelectKernelsTest {
  private static final Random RANDOM = new Random(5);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3000", "4, 1", "4, 5", "4, 1024", "4, 2500", "4, 70001", "8, 3000"})
  void choosesElementByElement(int width, int size) {
    for (int single = 0; single < 8; single++) {
      ByteBuffer c = conditions((single & 1) != 0 ? 1 : size);
      ByteBuffer x = values(width * ((single & 2) != 0 ? 1 : size));
      ByteBuffer y = values(width * ((single & 4) != 0 ? 1 : size));
      ByteBuffer z = values(width * size);
      SelectKernels.bind(width, c, x, y, z).run();
      for (int i = 0; i < z.capacity(); i++) {
        ByteBuffer chosen = c.get(i / width % c.capacity()) != 0 ? x : y;
        assertEquals(chosen.get(i % chosen.capacity()), z.get(i), "byte " + i);
      }
    }
  }

  /** Any byte but 0 is true. */
  private static ByteBuffer conditions(int size) {
    ByteBuffer made = values(size);
    for (int i = 0; i < size; i += 2) {
      made.put(i, (byte) 0);
    }
    return made;
  }

  private static ByteBuffer values(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).put(random).rewind();
  }
}
