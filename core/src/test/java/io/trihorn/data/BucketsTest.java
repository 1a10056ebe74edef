package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Sequences in buckets. The expected batches are those of {@code
 * tf.data.Dataset.bucket_by_sequence_length} in TensorFlow 2.21 for the same sequences: for each
 * batch the extents of the inputs, the targets (the samples' numbers), and the last two elements of
 * the first and the last row.
 */
class BucketsTest {
  private static final int[] LENGTHS = {3, 7, 1, 5, 2, 9, 4, 4, 6, 1, 8, 2, 5, 3, 10, 7, 2};
  private static final List<String> PLAIN =
      List.of(
          "[2, 5] [0, 3] [0, 0] [304, 305]",
          "[2, 4] [6, 7] [603, 604] [703, 704]",
          "[3, 2] [2, 4, 9] [201, 0] [901, 0]",
          "[4, 9] [1, 5, 8, 10] [0, 0] [1008, 0]",
          "[2, 5] [12, 13] [1204, 1205] [0, 0]",
          "[2, 2] [11, 16] [1101, 1102] [1601, 1602]",
          "[2, 10] [14, 15] [1409, 1410] [0, 0]");

  private static List<Sample> samples() {
    return IntStream.range(0, LENGTHS.length)
        .mapToObj(
            i ->
                Sample.of(
                    IntStream.rangeClosed(1, LENGTHS[i]).map(step -> step + 100 * i).toArray(),
                    (float) i))
        .toList();
  }

  private static List<String> batches(Dataset data) {
    List<String> batches = new ArrayList<>();
    try (BatchIterator read = data.open(0)) {
      while (read.hasNext()) {
        Batch batch = read.next();
        TensorData x = batch.inputs().get(0);
        TensorData y = batch.targets().get(0);
        int rows = batch.rows();
        long[] targets = IntStream.range(0, rows).mapToLong(i -> (long) y.getDouble(i)).toArray();
        assertEquals(Arrays.stream(targets).boxed().toList(), batch.places());
        batches.add(
            Arrays.toString(x.type().dims())
                + " "
                + Arrays.toString(targets)
                + " "
                + ending(x, 0)
                + " "
                + ending(x, rows - 1));
      }
    }
    return batches;
  }

  private static String ending(TensorData x, int row) {
    long end = (row + 1) * x.type().dim(1);
    return Arrays.toString(new long[] {x.getLong(end - 2), x.getLong(end - 1)});
  }

  private static Buckets three() {
    return Buckets.of(new int[] {3, 6}, 3, 2, 4);
  }

  @Test
  void batchesAreThoseOfTfData() {
    assertEquals(PLAIN, batches(Dataset.bucketed(samples(), three())));
  }

  @Test
  void alsoReadAhead() {
    Dataset data = Dataset.bucketed(samples(), three()).prefetch(2);
    assertEquals(PLAIN, batches(data));
    assertEquals(PLAIN, batches(data));
  }

  @Test
  void theValueThatFillsUp() {
    List<String> expected =
        List.of(
            "[2, 5] [0, 3] [-1, -1] [304, 305]",
            "[2, 4] [6, 7] [603, 604] [703, 704]",
            "[3, 2] [2, 4, 9] [201, -1] [901, -1]",
            "[4, 9] [1, 5, 8, 10] [-1, -1] [1008, -1]",
            "[2, 5] [12, 13] [1204, 1205] [-1, -1]",
            "[2, 2] [11, 16] [1101, 1102] [1601, 1602]",
            "[2, 10] [14, 15] [1409, 1410] [-1, -1]");
    assertEquals(expected, batches(Dataset.bucketed(samples(), three().padding(-1))));
  }

  @Test
  void upToTheBoundary() {
    Buckets buckets = Buckets.of(new int[] {3, 6, 11}, 3, 2, 4, 1).padToBoundary();
    List<String> expected = new ArrayList<>(PLAIN);
    expected.set(1, "[2, 5] [6, 7] [604, 0] [704, 0]");
    expected.set(3, "[4, 10] [1, 5, 8, 10] [0, 0] [0, 0]");
    assertEquals(expected, batches(Dataset.bucketed(samples(), buckets)));
  }

  @Test
  void sequencesBeyondTheLastBoundary() {
    Dataset data = Dataset.bucketed(samples(), three().padToBoundary());
    ShapeException e = assertThrows(ShapeException.class, () -> batches(data));
    assertTrue(e.getMessage().contains("sample 1 has 7 steps"), e.getMessage());
  }

  @Test
  void withoutRemainders() {
    List<String> full = PLAIN.subList(0, 5);
    assertEquals(full, batches(Dataset.bucketed(samples(), three().droppingRemainder())));
    assertEquals(full, batches(Dataset.bucketed(samples(), three()).dropRemainder()));
  }

  @Test
  void theirBatchesStay() {
    assertEquals(PLAIN, batches(Dataset.bucketed(samples(), three()).batch(7)));
  }

  @Test
  void samplesAreTakenAndSkippedBefore() {
    List<List<Long>> places = new ArrayList<>();
    try (BatchIterator read = Dataset.bucketed(samples(), three()).take(5).skip(1).open(0)) {
      read.forEachRemaining(batch -> places.add(batch.places()));
    }
    // Of the lengths 7, 1, 5, 2.
    assertEquals(List.of(List.of(1L, 3L), List.of(2L), List.of(0L)), places);
  }

  @Test
  void targetsOfEveryStep() {
    List<Sample> samples =
        List.of(
            Sample.of(new int[] {5, 6}, new float[] {1, 2}, new float[] {1, 1}),
            Sample.of(new int[] {7, 8, 9}, new float[] {3, 4, 5}, new float[] {1, 1, 1}));
    Buckets buckets = Buckets.of(new int[] {9}, 2).targetsPerStep(-7);
    try (BatchIterator read = Dataset.bucketed(samples, buckets).open(0)) {
      Batch batch = read.next();
      assertEquals(TensorData.of(new int[] {5, 6, 0, 7, 8, 9}, 2, 3), batch.inputs().get(0));
      assertEquals(TensorData.of(new float[] {1, 2, -7, 3, 4, 5}, 2, 3), batch.targets().get(0));
      assertEquals(TensorData.of(new float[] {1, 1, 0, 1, 1, 1}, 2, 3), batch.weights().get(0));
    }
  }

  @Test
  void whatMakesNoBuckets() {
    assertThrows(IllegalArgumentException.class, () -> Buckets.of(new int[] {}, 2));
    assertThrows(IllegalArgumentException.class, () -> Buckets.of(new int[] {5, 5}, 2));
    assertThrows(IllegalArgumentException.class, () -> Buckets.of(new int[] {5}, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> Buckets.of(new int[] {5}, 2, 2, 2));
    List<Sample> other = List.of(Sample.of(new float[2][3], 0f), Sample.of(new float[2][4], 0f));
    Dataset data = Dataset.bucketed(other, Buckets.of(new int[] {5}, 2));
    ShapeException e = assertThrows(ShapeException.class, () -> batches(data));
    assertTrue(e.getMessage().contains("sample 1: expected 1 inputs"), e.getMessage());
  }
}
