package io.trihorn.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinsTest {
  @Test
  void theLargestBelongsToTheLastPart() {
    double nan = Double.NaN;
    double[] numbers = {0, 0.5, 1, 2.5, nan, 4, Double.POSITIVE_INFINITY, 3};
    Bins bins = Bins.of(TensorData.of(numbers), 4);
    assertEquals(List.of(0.5, 1.5, 2.5, 3.5), bins.middles());
    assertEquals(List.of(2L, 1L, 1L, 2L), bins.counts());
    assertEquals(6, bins.all());
  }

  @Test
  void oneNumberIsInTheMiddle() {
    assertEquals(List.of(0L, 3L, 0L), Bins.of(TensorData.of(new double[] {7, 7, 7}), 3).counts());
    assertEquals(0, Bins.of(TensorData.of(new double[] {Double.NaN}), 3).all());
  }
}
