package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.spark.RowOrder.Place;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where rows go. */
class RowOrderTest {
  private static List<Integer> read(RowOrder order, int rows, int epoch, int worker) {
    return IntStream.range(0, rows)
        .boxed()
        .filter(row -> order.place(row, epoch).worker() == worker)
        .sorted((a, b) -> order.place(a, epoch).compareTo(order.place(b, epoch)))
        .toList();
  }

  @Test
  void inOrderTheWorkersBatchesAreOne() {
    RowOrder order = new RowOrder(2, 3, false, 0);
    assertEquals(List.of(0, 1, 2, 6, 7, 8), read(order, 10, 0, 0));
    assertEquals(List.of(3, 4, 5, 9), read(order, 10, 0, 1));
  }

  @Test
  void shuffledRowsAreSharedEvenlyAndAnewInEachEpoch() {
    RowOrder order = new RowOrder(3, 8, true, 7);
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int worker = 0; worker < 3; worker++) {
        assertEquals(200, read(order, 600, epoch, worker).size());
      }
    }
    List<Integer> first = read(order, 600, 0, 0);
    List<Integer> second = read(order, 600, 1, 0);
    assertNotEquals(first.stream().sorted().toList(), first);
    // Of another epoch's rows a third is the same, in another order.
    long common = first.stream().filter(second::contains).count();
    assertTrue(common > 40 && common < 95, "common " + common);
    assertEquals(first, read(new RowOrder(3, 8, true, 7), 600, 0, 0));
    assertNotEquals(first, read(new RowOrder(3, 8, true, 8), 600, 0, 0));
  }

  @Test
  void noTwoRowsHaveOnePlace() {
    RowOrder order = new RowOrder(2, 8, true, 1);
    assertEquals(
        5_000,
        IntStream.range(0, 5_000)
            .mapToObj(row -> order.place(row, 3))
            .map(Place::order)
            .collect(Collectors.toSet())
            .size());
  }
}
