package io.trihorn.examples.pretrained;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands around the networks; these are tried by {@code -Ppublic-models}. */
class TextReaderTest {
  private static void mark(float[] map, int columns, Boxes.Box box, float value) {
    for (int y = box.top(); y < box.bottom(); y++) {
      for (int x = box.left(); x < box.right(); x++) {
        map[y * columns + x] = value;
      }
    }
  }

  @Test
  void boxesAreFoundInTheOrderOfReading() {
    float[] map = new float[100 * 60];
    // The right one of the first line begins a little higher; below is a second line.
    mark(map, 100, new Boxes.Box(60, 9, 80, 15), 0.9f);
    mark(map, 100, new Boxes.Box(10, 10, 40, 16), 0.9f);
    mark(map, 100, new Boxes.Box(10, 40, 90, 48), 0.8f);
    // Too faint, and too thin.
    mark(map, 100, new Boxes.Box(70, 25, 90, 30), 0.4f);
    mark(map, 100, new Boxes.Box(5, 28, 30, 30), 0.9f);
    // Grown by 1.5 * area / perimeter: 1.5 * 180 / 72, 1.5 * 120 / 52, 1.5 * 640 / 176.
    assertEquals(
        List.of(
            new Boxes.Box(6, 6, 44, 20),
            new Boxes.Box(57, 6, 83, 18),
            new Boxes.Box(5, 35, 95, 53)),
        Boxes.find(map, 100, 60));
  }

  @Test
  void boxesStayInTheImage() {
    float[] map = new float[20 * 10];
    mark(map, 20, new Boxes.Box(0, 0, 20, 10), 1);
    assertEquals(List.of(new Boxes.Box(0, 0, 20, 10)), Boxes.find(map, 20, 10));
    assertEquals(List.of(), Boxes.find(new float[200], 20, 10));
  }

  @Test
  void repeatedCharactersAreOneUnlessABlankIsBetween() {
    int[] best = {0, 1, 1, 0, 1, 2, 2, 3, 0, 0, 3};
    float[] scores = new float[best.length * 4];
    for (int i = 0; i < best.length; i++) {
      scores[i * 4 + best[i]] = 1;
    }
    assertEquals("aabcc", TextReader.text(scores, best.length, List.of("a", "b", "c")));
  }
}
