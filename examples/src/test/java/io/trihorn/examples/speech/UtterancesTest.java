package io.trihorn.examples.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How many words are wrong, counted by hand. */
class UtterancesTest {
  @Test
  void distancesAreEdits() {
    assertEquals(0, Utterances.distance(new int[] {1, 2, 3}, new int[] {1, 2, 3}));
    assertEquals(3, Utterances.distance(new int[] {}, new int[] {1, 2, 3}));
    assertEquals(1, Utterances.distance(new int[] {1, 3}, new int[] {1, 2, 3}));
    assertEquals(2, Utterances.distance(new int[] {1, 4, 2, 5}, new int[] {1, 2, 3}));
  }

  /** The first is right, with 4 said twice; in the second a word is missing and one is another. */
  @Test
  void momentsBecomeWords() {
    Utterances said = new Utterances(new float[2][0], new int[][] {{1, 4, 4}, {2, 3, 5}});
    long[] best = {0, 1, 1, 4, 0, 4, 4, 0, 2, 2, 0, 0, 7, 7};
    assertEquals(2 / 6.0, said.wrong(best), 1e-12);
  }
}
