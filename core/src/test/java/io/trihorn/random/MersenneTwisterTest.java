package io.trihorn.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The orders are those that NumPy 2.4 and Python 3.12 give. */
class MersenneTwisterTest {
  private static List<Integer> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  private static List<Integer> numpy(long seed, int count) {
    List<Integer> list = numbers(count);
    MersenneTwister.numpy(seed).shuffleAsNumpy(list);
    return list;
  }

  private static List<Integer> python(long seed) {
    List<Integer> list = numbers(12);
    MersenneTwister.python(seed).shuffleAsPython(list);
    return list;
  }

  @Test
  void shufflesAsNumpy() {
    assertEquals(List.of(6, 11, 4, 10, 2, 8, 1, 7, 9, 3, 0, 5), numpy(0, 12));
    assertEquals(List.of(4, 3, 9, 8, 1, 0, 11, 7, 6, 10, 2, 5), numpy(113, 12));
    assertEquals(List.of(11, 8, 5, 9, 1, 10, 6, 0, 4, 7, 2, 3), numpy(4294967295L, 12));
    List<Integer> many = numpy(5, 1000);
    assertEquals(List.of(544, 515, 193, 11, 279), many.subList(0, 5));
    assertEquals(List.of(400, 118, 701, 206, 867), many.subList(995, 1000));
    assertThrows(IllegalArgumentException.class, () -> MersenneTwister.numpy(-1));
  }

  @Test
  void shufflesAsPython() {
    assertEquals(List.of(1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6), python(0));
    assertEquals(List.of(7, 5, 2, 8, 9, 6, 11, 3, 4, 0, 1, 10), python(42));
    assertEquals(List.of(7, 11, 3, 10, 8, 4, 9, 1, 0, 6, 2, 5), python(-7));
    assertEquals(List.of(10, 7, 2, 6, 9, 11, 5, 4, 1, 8, 0, 3), python((1L << 40) + 3));
  }
}
