package io.trihorn.examples.pretrained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Test
  void partsHaveTheirShareOfEachClassAndEveryRowOnce() {
    int[] classes = IntStream.range(0, 100).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    Folds folds = Folds.of(classes, 5, 3);
    Set<Integer> tested = new HashSet<>();
    for (int part = 0; part < 5; part++) {
      List<Integer> test = folds.test(part);
      assertEquals(20, test.size());
      assertEquals(2, test.stream().filter(row -> classes[row] == 1).count());
      tested.addAll(test);
      Set<Integer> both = new HashSet<>(folds.train(part, 7));
      assertEquals(80, both.size());
      assertTrue(test.stream().noneMatch(both::contains));
    }
    assertEquals(100, tested.size());
  }
}
