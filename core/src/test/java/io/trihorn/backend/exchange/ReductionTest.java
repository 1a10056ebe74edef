package io.trihorn.backend.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of several tensors is what element by element comes out, however they are held. */
class ReductionTest {
  /** A tensor of which only some rows have values. */
  private static TensorData rows(TensorType type, Random random, double share) {
    TensorData data = TensorData.zeros(type);
    int rows = RowTensor.rowCount(type);
    int size = RowTensor.rowSize(type);
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < share) {
        for (int k = 0; k < size; k++) {
          data.setDouble((long) row * size + k, random.nextGaussian());
        }
      }
    }
    return data;
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 0.1, 0.1",
    "FLOAT32, 0.1, 1",
    "FLOAT32, 1, 1",
    "FLOAT32, 0.4, 0.4",
    "FLOAT32, 0, 0.2",
    "FLOAT64, 0.2, 1",
    "FLOAT16, 0.2, 0.1"
  })
  void sumsOfRowsAreThoseOfAllElements(DataType dtype, double some, double others) {
    Random random = new Random(3);
    // A row is more than is summed at a time.
    TensorType type = TensorType.of(dtype, 23, 4100);
    TensorData one = rows(type, random, some);
    TensorData two = rows(type, random, others);
    List<Reduction.Part> parts =
        List.of(
            new Reduction.Part(.25, RowTensor.of(type, one)),
            new Reduction.Part(-2, RowTensor.of(type, two)),
            new Reduction.Part(1, RowTensor.whole(type, null)));
    TensorData expected = TensorData.zeros(type);
    for (int i = 0; i < type.size(); i++) {
      expected.setDouble(i, .25 * one.getDouble(i) - 2 * two.getDouble(i));
    }
    assertArrayEquals(
        expected.toDoubleArray(), Reduction.sum(type, parts).whole().toDoubleArray(), 0);
  }

  @Test
  void zerosStayNothing() {
    TensorType type = TensorType.of(DataType.FLOAT32, 4, 2);
    RowTensor nothing = RowTensor.of(type, TensorData.zeros(type));
    assertTrue(nothing.isZero());
    assertNull(Reduction.sum(type, List.of(new Reduction.Part(1, nothing))).whole());
    assertEquals(
        TensorData.zeros(type),
        Reduction.of(ReduceKind.SUM, type, List.of(TensorData.zeros(type))));
  }

  @ParameterizedTest
  @EnumSource(
      value = ReduceKind.class,
      names = {"SUM", "PROD", "MAX", "MIN"})
  void eachKindCombinesElements(ReduceKind kind) {
    double[] expected =
        switch (kind) {
          case SUM -> new double[] {4, 1};
          case PROD -> new double[] {3, -6};
          case MAX -> new double[] {3, 3};
          default -> new double[] {1, -2};
        };
    List<TensorData> floats = List.of(vector(1, 3), vector(3, -2));
    List<TensorData> integers = new ArrayList<>();
    floats.forEach(f -> integers.add(f.cast(DataType.INT32)));
    for (List<TensorData> parts : List.of(floats, integers)) {
      TensorData got = Reduction.of(kind, parts.get(0).type(), parts);
      assertEquals(parts.get(0).dtype(), got.dtype());
      assertArrayEquals(expected, got.toDoubleArray());
    }
  }

  private static TensorData vector(float... values) {
    return TensorData.of(values);
  }

  @Test
  void ofBooleansAnyAndAll() {
    List<TensorData> parts =
        List.of(
            TensorData.of(new boolean[] {true, false, true}),
            TensorData.of(new boolean[] {true, false, false}));
    TensorType type = parts.get(0).type();
    assertEquals(
        TensorData.of(new boolean[] {true, false, true}),
        Reduction.of(ReduceKind.ANY, type, parts));
    assertEquals(
        TensorData.of(new boolean[] {true, false, false}),
        Reduction.of(ReduceKind.ALL, type, parts));
  }

  @Test
  void largeIntegersAreKept() {
    TensorData one = TensorData.of(new long[] {1L << 60, 7});
    TensorData two = TensorData.of(new long[] {5, 9});
    Message all =
        Message.together(
            List.of(
                Message.of(1, 0, List.of(one.type()), List.of(one)),
                Message.of(3, 0, List.of(two.type()), List.of(two))));
    assertArrayEquals(new long[] {1L << 60, 9}, all.whole().get(0).toLongArray());
  }
}
