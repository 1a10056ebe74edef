package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Windows of a series that has more of them than there are targets: as with Keras 3.15.1 there is
 * one for each target.
 */
class TimeseriesDatasetTest {
  private static final float[] SERIES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final int[] TARGETS = {10, 11, 12, 13, 14};

  private static void check(TimeseriesDataset windows, Object... expected) {
    List<Object> seen = new ArrayList<>();
    try (BatchIterator read = windows.load().open(0)) {
      while (read.hasNext()) {
        Batch batch = read.next();
        seen.add(batch.inputs().get(0));
        seen.add(batch.targets().get(0));
      }
    }
    assertEquals(List.of(expected).stream().map(HostValues::of).toList(), seen);
  }

  @Test
  void windowsEndWithTheTargets() {
    check(
        TimeseriesDataset.fromArray(SERIES, TARGETS, 3).batchSize(4),
        new float[][] {{0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 5}},
        new int[] {10, 11, 12, 13},
        new float[][] {{4, 5, 6}},
        new int[] {14});
  }

  @Test
  void stridesPassOverTargets() {
    check(
        TimeseriesDataset.fromArray(SERIES, TARGETS, 3)
            .sequenceStride(2)
            .samplingRate(2)
            .batchSize(2),
        new float[][] {{0, 2, 4}, {2, 4, 6}},
        new int[] {10, 12},
        new float[][] {{4, 6, 8}},
        new int[] {14});
  }
}
