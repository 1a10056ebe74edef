package io.trihorn.data.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final int PIXELS = 784;

  @Test
  void aSeedGivesTheSamePicturesInASetOfAnySize() {
    Digits few = DrawnDigits.draw(20, 5);
    Digits many = DrawnDigits.draw(50, 5);
    assertEquals(few.labels(), first(many.labels(), 20));
    assertEquals(few.images(), first(many.images(), 20));
    assertNotEquals(few.images(), DrawnDigits.draw(20, 6).images());
    // The drawing is a contract: a change of a single pixel changes everyone's results.
    CRC32 sum = new CRC32();
    sum.update(DrawnDigits.draw(1000, 42).images().bytes());
    assertEquals(1570670650L, sum.getValue());
  }

  private static TensorData first(TensorData data, int rows) {
    long[] dims = data.type().dims();
    dims[0] = rows;
    TensorData out = TensorData.zeros(TensorType.of(data.dtype(), dims));
    out.bytes().put(data.bytes().limit(out.bytes().capacity()));
    return out;
  }

  @Test
  void allDigitsComeAboutEquallyOften() {
    for (int count : DrawnDigits.draw(5000, 3).histogram()) {
      assertEquals(500, count, 5 * Math.sqrt(450));
    }
    assertEquals(0, DrawnDigits.draw(0, 3).rows());
    assertThrows(IllegalArgumentException.class, () -> DrawnDigits.draw(-1, 3));
  }

  @Test
  void digitsDifferFromEachOtherMoreThanAmongThemselves() {
    Digits train = DrawnDigits.draw(3000, 1);
    Digits test = DrawnDigits.draw(1000, 2);
    double[][] means = means(train);
    int right = 0;
    for (int i = 0; i < test.rows(); i++) {
      if (nearest(means, test, i) == test.labels().getLong(i)) {
        right++;
      }
    }
    // Far from chance, which is 100, and far from trivial.
    assertTrue(right > 700 && right < 900, right + " of 1000 are nearest to their digit's mean");
  }

  private static double[][] means(Digits digits) {
    double[][] means = new double[10][PIXELS];
    int[] counts = digits.histogram();
    for (int i = 0; i < digits.rows(); i++) {
      int label = (int) digits.labels().getLong(i);
      for (int p = 0; p < PIXELS; p++) {
        means[label][p] += digits.images().getLong((long) i * PIXELS + p) / (double) counts[label];
      }
    }
    return means;
  }

  private static int nearest(double[][] means, Digits digits, int row) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int digit = 0; digit < means.length; digit++) {
      double distance = 0;
      for (int p = 0; p < PIXELS; p++) {
        double d = means[digit][p] - digits.images().getLong((long) row * PIXELS + p);
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = digit;
      }
    }
    return best;
  }
}
