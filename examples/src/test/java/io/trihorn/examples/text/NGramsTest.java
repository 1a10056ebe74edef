package io.trihorn.examples.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counting, held to sums done by hand. */
class NGramsTest {
  /** The text 0 1 0 2: after (1, 0) comes 2 once; after 0 come 1 and 2; 0 twice, 1 and 2 once. */
  @Test
  void mixesWhatWasSeen() {
    NGrams counts = new NGrams(3, new int[] {0, 1, 0, 2}, 4);
    double alone = (1 + 3 * 0.25) / (4 + 3);
    double afterOne = (1 + 2 * alone) / (2 + 2);
    assertEquals((1 + 1 * afterOne) / (1 + 1), counts.probability(new int[] {1, 0, 2}, 2), 1e-12);
    double never = (0 + 3 * 0.25) / (4 + 3);
    assertEquals(never, counts.probability(new int[] {3, 3}, 1), 1e-12);
    assertEquals(alone, counts.probability(new int[] {2}, 0), 1e-12);
  }

  @Test
  void probabilitiesAddUpToOne() {
    Random random = new Random(1);
    int[] text = random.ints(200, 0, 5).toArray();
    NGrams counts = new NGrams(3, text, 6);
    for (int first = 0; first < 6; first++) {
      double sum = 0;
      for (int next = 0; next < 6; next++) {
        sum += counts.probability(new int[] {first, 5 - first, next}, 2);
      }
      assertEquals(1, sum, 1e-12);
    }
    assertTrue(counts.perplexity(random.ints(200, 0, 5).toArray()) > 4);
  }

  @Test
  void alonePlacesDoNotMatter() {
    NGrams counts = new NGrams(1, new int[] {0, 1, 0, 2}, 4);
    assertEquals((2 + 3 * 0.25) / (4 + 3), counts.probability(new int[] {1, 0}, 1), 1e-12);
  }

  @Test
  void wordsAndMarksAreTokens() {
    Tokens tokens = Tokens.words("To be, or not to be: that's it.\n", 20);
    String[] text = {"to", "be", ",", "or", "not", "to", "be", ":", "that's", "it", "."};
    assertArrayEquals(text, Arrays.stream(tokens.codes()).mapToObj(tokens.kinds()::get).toArray());
  }

  @Test
  void rareTokensAreOne() {
    Tokens tokens = Tokens.of(List.of("b", "a", "b", "c", "d", "b", "a"), 2);
    assertEquals(List.of("<rare>", "a", "b"), tokens.kinds());
    assertArrayEquals(new int[] {2, 1, 2, 0, 0, 2, 1}, tokens.codes());
  }
}
