package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How the predictions of batches become those of all rows. */
class GatheredPredictionsTest {
  private static TensorType type(long... dims) {
    return TensorType.of(DataType.FLOAT32, dims);
  }

  /** A batch: each element of its first output is the number of its row, counted on. */
  private static void predict(Predictions to, int from, List<Long> order, TensorType... types) {
    List<TensorData> places = to.next(List.of(types));
    for (int i = 0; i < types.length; i++) {
      assertEquals(types[i], places.get(i).type());
      long rows = types[i].rank() == 0 ? 1 : types[i].dim(0);
      long width = rows == 0 ? 1 : types[i].size() / rows;
      for (long k = 0; k < types[i].size(); k++) {
        places.get(i).setDouble(k, from + k / width + 100 * i);
      }
    }
    to.done(order);
  }

  private static void expect(TensorData data, double... expected) {
    assertArrayEquals(expected, data.toDoubleArray());
  }

  @Test
  void rowsOfAKnownNumberAreWrittenWhereTheyStay() {
    Predictions to = new Predictions(OptionalLong.of(5), 2);
    assertTrue(to.isEmpty());
    predict(to, 0, List.of(), type(2, 1), type(2));
    assertFalse(to.isEmpty());
    expect(to.last().get(0), 0, 1);
    predict(to, 2, List.of(), type(2, 1), type(2));
    expect(to.last().get(0), 2, 3);
    predict(to, 4, List.of(), type(1, 1), type(1));
    expect(to.last().get(0), 4);
    List<TensorData> all = to.all();
    assertEquals(List.of(type(5, 1), type(5)), all.stream().map(TensorData::type).toList());
    expect(all.get(0), 0, 1, 2, 3, 4);
    expect(all.get(1), 100, 101, 102, 103, 104);
    assertSame(all.get(0), to.all().get(0));
  }

  @Test
  void aLastBatchThatWasFilledUpIsCutOff() {
    Predictions to = new Predictions(OptionalLong.of(5), 3);
    predict(to, 0, List.of(), type(3, 2));
    predict(to, 3, List.of(), type(3, 2));
    expect(to.last().get(0), 3, 3, 4, 4);
    expect(to.all().get(0), 0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void rowsOfAnUnknownNumberArePutTogether() {
    Predictions to = new Predictions(OptionalLong.empty(), 2);
    predict(to, 0, List.of(), type(2), type(2, 1));
    expect(to.last().get(0), 0, 1);
    predict(to, 2, List.of(), type(1), type(1, 1));
    expect(to.last().get(0), 2);
    expect(to.all().get(0), 0, 1, 2);
    assertEquals(type(3, 1), to.all().get(1).type());
  }

  @Test
  void outputsThatAreNotRowByRowArePutTogether() {
    Predictions to = new Predictions(OptionalLong.of(4), 2);
    predict(to, 0, List.of(), type(3));
    predict(to, 5, List.of(), type(3));
    expect(to.all().get(0), 0, 1, 2, 5, 6, 7);
  }

  @Test
  void rowsInAnotherOrderGoToTheirPlaces() {
    Predictions to = new Predictions(OptionalLong.empty(), 2);
    predict(to, 0, List.of(7L, 2L), type(2));
    predict(to, 2, List.of(4L, 1L), type(2));
    expect(to.all().get(0), 3, 1, 2, 0);
  }

  @Test
  void shorterSequencesAreFilledUpWithZeros() {
    TensorData two = TensorData.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
    TensorData one = TensorData.of(new float[] {5, 6}, 1, 1, 2);
    TensorData joined = Joined.rows(List.of(one, two), List.of());
    assertEquals(type(2, 2, 2), joined.type());
    expect(joined, 5, 6, 0, 0, 1, 2, 3, 4);
    expect(Joined.rows(List.of(two, one), List.of(1L, 0L)), 5, 6, 0, 0, 1, 2, 3, 4);
    expect(Joined.rows(List.of(two), List.of()), 1, 2, 3, 4);
  }

  @Test
  void otherShapesMakeNoOneTensor() {
    TensorData first = TensorData.zeros(type(1, 2, 2));
    for (TensorData other :
        List.of(TensorData.zeros(type(1, 2, 3)), TensorData.zeros(type(1, 2, 2, 1)))) {
      ShapeException e =
          assertThrows(ShapeException.class, () -> Joined.rows(List.of(first, other), List.of()));
      assertEquals(
          "the predictions of two batches, float32[1,2,2] and "
              + other.type()
              + ", make no one tensor: only their rows and steps, the first two axes, may differ;"
              + " predict batch by batch",
          e.getMessage());
    }
    assertThrows(
        ShapeException.class,
        () ->
            Joined.rows(
                List.of(TensorData.zeros(type(1)), TensorData.zeros(type(1, 2))), List.of()));
  }
}
