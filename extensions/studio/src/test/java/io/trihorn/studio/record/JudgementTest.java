package io.trihorn.studio.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Confusion matrices and ROC curves of small samples. */
class JudgementTest {
  private static final double[] SCORES = {
    0.7, 0.2, 0.1,
    0.1, 0.8, 0.1,
    0.6, 0.3, 0.1,
    0.2, 0.2, 0.6,
    0.3, 0.4, 0.3
  };

  @Test
  void countsRightAndWrong() {
    Judgement judged =
        Judgement.of(9, TensorData.of(new int[] {0, 1, 1, 2, 0}), TensorData.of(SCORES, 5, 3))
            .orElseThrow();
    assertArrayEquals(new int[][] {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}}, judged.confusion());
    // The surer mistake first.
    assertArrayEquals(new int[] {2, 4}, judged.wrong());
  }

  @Test
  void takesOneHotTargetsAndScoresThatAreNone() {
    TensorData oneHot =
        TensorData.of(new float[] {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0}, 5, 3);
    double[] logits = new double[SCORES.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.log(SCORES[i]) + 5;
    }
    Judgement judged = Judgement.of(9, oneHot, TensorData.of(logits, 5, 3)).orElseThrow();
    assertArrayEquals(new int[][] {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}}, judged.confusion());
    for (int i = 0; i < 5; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(SCORES[3 * i + c], judged.scores()[i][c], 1e-6);
      }
    }
  }

  /** The area is the share of pairs in which the one of the class has the larger score. */
  @Test
  void areasAreShares() {
    Random random = new Random(4);
    int rows = 60;
    int[] labels = new int[rows];
    double[] scores = new double[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(2);
      // Coarse, so that there are ties.
      scores[i] = Math.rint(10 * Math.min(1, 0.3 * labels[i] + 0.7 * random.nextDouble())) / 10;
    }
    Judgement judged =
        Judgement.of(1, TensorData.of(labels), TensorData.of(scores, rows, 1)).orElseThrow();
    double pairs = 0;
    double won = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          pairs++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    assertEquals(won / pairs, judged.roc().get(1).area(), 1e-6);
    double[] ends = judged.roc().get(1).truePositive();
    assertEquals(1, ends[ends.length - 1]);
  }

  @Test
  void leavesOutWhatAreNoClasses() {
    TensorData outputs = TensorData.of(SCORES, 5, 3);
    assertTrue(Judgement.of(1, TensorData.of(new double[] {.5, 1, 1, 1, 1}), outputs).isEmpty());
    assertTrue(Judgement.of(1, TensorData.of(new int[] {0, 1, 2, 3, 0}), outputs).isEmpty());
    assertTrue(
        Judgement.of(1, TensorData.of(new double[5], 5), TensorData.of(SCORES, 5, 3, 1)).isEmpty());
  }
}
