package io.trihorn.backend.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients as bits lose nothing for good. */
class OneBitTest {
  private static TensorData gradient(TensorType type, Random random, double share) {
    TensorData data = TensorData.zeros(type);
    int size = RowTensor.rowSize(type);
    for (int row = 0; row < RowTensor.rowCount(type); row++) {
      boolean has = random.nextDouble() < share;
      for (int k = 0; has && k < size; k++) {
        data.setDouble((long) row * size + k, random.nextGaussian() + .3);
      }
    }
    return data;
  }

  /** All that was sent is all that should have been, but for what is still to be sent. */
  @ParameterizedTest
  @CsvSource({"9, 5, 1", "64, 7, 0.2", "1, 3, 1", "40, 1, 0.5"})
  void whatWasSentIsTheSumOfGradientsButForTheLastError(long rows, long columns, double share) {
    Random random = new Random(rows);
    TensorType type = TensorType.of(DataType.FLOAT32, rows, columns);
    OneBit bits = new OneBit();
    double[] given = new double[(int) type.size()];
    double[] sent = new double[given.length];
    double largest = 0;
    for (int step = 0; step < 60; step++) {
      TensorData gradient = gradient(type, random, share);
      Packed packed = bits.pack(List.of(RowTensor.of(type, gradient))).get(0);
      TensorData got = packed.unpacked().whole();
      for (int i = 0; i < given.length; i++) {
        given[i] += gradient.getDouble(i);
        sent[i] += got == null ? 0 : got.getDouble(i);
        largest = Math.max(largest, Math.abs(bits.error(0, type).getDouble(i)));
      }
    }
    TensorData error = bits.error(0, type);
    for (int i = 0; i < given.length; i++) {
      assertEquals(given[i], sent[i] + error.getDouble(i), 1e-4, "element " + i);
    }
    // Gradients are of about one: the error does not grow with the steps.
    assertTrue(largest < 30, "an error of " + largest);
  }

  @Test
  void anElementIsTheMeanOfThoseOfItsColumnWithItsSign() {
    TensorType type = TensorType.of(DataType.FLOAT32, 3, 2);
    TensorData gradient = TensorData.of(new float[] {1, -1, 3, -3, -5, 0}, 3, 2);
    OneBit bits = new OneBit();
    Packed packed = bits.pack(List.of(RowTensor.of(type, gradient))).get(0);
    assertArrayEquals(
        new double[] {2, -2, 2, -2, -5, 0}, packed.unpacked().whole().toDoubleArray());
    assertArrayEquals(new double[] {-1, 1, 1, -1, 0, 0}, bits.error(0, type).toDoubleArray());
    assertEquals(1, ((SignTensor) packed).bits().length);
  }

  @Test
  void whatHasOneAxisOrNothingOrOtherNumbersStays() {
    List<RowTensor> tensors =
        List.of(
            RowTensor.whole(TensorType.of(DataType.FLOAT32, 2), TensorData.of(new float[] {1, 2})),
            RowTensor.whole(TensorType.of(DataType.FLOAT32, 2, 2), null),
            RowTensor.whole(
                TensorType.of(DataType.FLOAT64, 1, 2), TensorData.of(new double[] {1, 2}, 1, 2)));
    List<Packed> packed = new OneBit().pack(tensors);
    for (int i = 0; i < tensors.size(); i++) {
      assertSame(tensors.get(i), packed.get(i));
    }
  }
}
