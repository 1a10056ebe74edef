package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What data become that a model is given, and which are refused with which words. */
class InputsTest {
  private static KerasTensor input(String dtype, long... batchShape) {
    InputLayer layer = new InputLayer().batchShape(new Shape(batchShape)).dtype(dtype);
    layer.setName("x");
    return Layers.inputTensor(layer);
  }

  private static TensorData fit(KerasTensor input, TensorData given) {
    return Inputs.fit(
            () -> "m", List.of(input), List.of(given), (place, type) -> TensorData.zeros(type))
        .get(0);
  }

  private static TensorData zeros(DataType dtype, long... dims) {
    return TensorData.zeros(TensorType.of(dtype, dims));
  }

  private static TensorData floats(long... dims) {
    return zeros(DataType.FLOAT32, dims);
  }

  private static void refuses(String message, KerasTensor input, TensorData given) {
    ShapeException e = assertThrows(ShapeException.class, () -> fit(input, given));
    assertEquals(message, e.getMessage());
  }

  @Test
  void whatFitsIsTakenAsItIs() {
    for (TensorData data : List.of(floats(5, 4, 3), floats(1, 4, 3), floats(0, 4, 3))) {
      assertSame(data, fit(input("float32", -1, 4, 3), data));
      assertSame(data, fit(input("float32", -1, -1, 3), data));
      // The extent of the batch is no condition.
      assertSame(data, fit(input("float32", 2, 4, 3), data));
    }
  }

  @Test
  void aLastAxisOfOneMayBeMissingOrTooMuch() {
    assertEquals(new Shape(5, 4, 1), fit(input("float32", -1, 4, 1), floats(5, 4)).shape());
    assertEquals(new Shape(5, 4), fit(input("float32", -1, 4), floats(5, 4, 1)).shape());
    assertEquals(new Shape(5, 1), fit(input("float32", -1, 1), floats(5)).shape());
    assertEquals(new Shape(5), fit(input("float32", -1), floats(5, 1)).shape());
  }

  @Test
  void otherShapesAreRefused() {
    String takes = "model 'm', input 'x': expected shape ";
    String batch =
        "; one sample still needs a batch axis of extent 1 in front, and an image a channel axis";
    refuses(
        takes + "(batch, 4, 3), but got float32[5,4,2]",
        input("float32", -1, 4, 3),
        floats(5, 4, 2));
    refuses(
        takes + "(batch, 4, 3), but got float32[5,3,3]",
        input("float32", -1, 4, 3),
        floats(5, 3, 3));
    refuses(
        takes + "(batch, any, 3), but got float32[5,3]" + batch,
        input("float32", -1, -1, 3),
        floats(5, 3));
    refuses(takes + "(2, 4), but got float32[2,4,2]", input("float32", 2, 4), floats(2, 4, 2));
    refuses(
        takes + "(batch, 4), but got float32[2,4,1,1]",
        input("float32", -1, 4),
        floats(2, 4, 1, 1));
    // A scalar has no rows, and does not become a row.
    refuses(takes + "(batch, 1), but got float32[]", input("float32", -1, 1), floats());
    refuses(takes + "(1), but got float32[]" + batch, input("float32", 1), floats());
    refuses(takes + "(), but got float32[1]", input("float32"), floats(1));
    refuses(
        takes
            + "(batch, 4, 2), but got uint8[3,4,9,1]; if these are texts, give the input the dtype"
            + " string and put TextVectorization, StringLookup or Hashing behind it",
        input("float32", -1, 4, 2),
        zeros(DataType.UINT8, 3, 4, 9, 1));
  }

  @Test
  void theNumberOfInputsIsTold() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () ->
                Inputs.fit(
                    () -> "m",
                    List.of(input("float32", -1, 4)),
                    List.of(floats(5, 4), floats(5, 4)),
                    (place, type) -> TensorData.zeros(type)));
    assertEquals(
        "model 'm' takes 1 inputs, but got 2; a list or an array of arrays is several inputs, rows"
            + " go into one array such as float[][]",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "float32, FLOAT64", "float32, INT32", "float32, BOOLEAN", "float64, FLOAT32",
    "float16, FLOAT32", "int32, INT64", "int64, UINT8", "int32, BOOLEAN"
  })
  void numbersAreConverted(String wanted, DataType given) {
    TensorData data = zeros(given, 2, 2);
    data.setDouble(1, 1);
    TensorData made = fit(input(wanted, -1, 2), data);
    assertEquals(wanted, made.dtype().name().toLowerCase(Locale.ROOT));
    assertArrayEquals(new double[] {0, 1, 0, 0}, made.toDoubleArray());
  }

  @ParameterizedTest
  @CsvSource({"int32, FLOAT32", "int64, FLOAT64", "bool, INT32", "bool, FLOAT32"})
  void othersAreNotGuessed(String wanted, DataType given) {
    refuses(
        "input 'x' takes "
            + wanted
            + ", but got "
            + given.name().toLowerCase(Locale.ROOT)
            + "; convert the data first, or give the input that dtype",
        input(wanted, -1, 2),
        zeros(given, 2, 2));
  }

  @Test
  void convertedDataGoWhereTheBatchHasRoom() {
    TensorData room = floats(2, 2);
    TensorData data = TensorData.of(new double[] {1, 2, 3, 4}, 2, 2);
    List<TensorData> made =
        Inputs.fit(
            () -> "m",
            List.of(input("float32", -1, 2), input("float32", -1, 2)),
            List.of(floats(2, 2), data),
            (place, type) -> place == 1 ? room : null);
    assertSame(room, made.get(1));
    assertEquals(4, room.getDouble(3));
  }

  /** Texts of seven bytes at most. */
  private static TensorData texts(long... dims) {
    long[] bytes = Arrays.copyOf(dims, dims.length + 1);
    bytes[dims.length] = 7;
    return zeros(DataType.UINT8, bytes);
  }

  @Test
  void textsHaveOneAxisMoreAndMayLackTheirLastOne() {
    assertEquals(new Shape(5, 1, 7), fit(input("string", -1, 1), texts(5, 1)).shape());
    assertEquals(new Shape(5, 1, 7), fit(input("string", -1, 1), texts(5)).shape());
    assertEquals(new Shape(5, 7), fit(input("string", -1), texts(5)).shape());
    assertEquals(new Shape(5, 7), fit(input("string", -1), texts(5, 1)).shape());
    assertEquals(new Shape(5, 3, 7), fit(input("string", -1, 3), texts(5, 3)).shape());
  }

  @Test
  void textsOfOtherShapesAreRefused() {
    String takes = "model 'm', input 'x'";
    refuses(
        takes + " takes texts, but got float32[5]; give a String[] or a List<String>",
        input("string", -1),
        floats(5));
    refuses(
        takes + " takes texts, but got uint8[]; give a String[] or a List<String>",
        input("string", -1),
        zeros(DataType.UINT8));
    refuses(
        takes
            + ": expected rows of texts, but got a single one; put it into an array, new String[]"
            + " {text}",
        input("string", -1),
        texts());
    refuses(
        takes + ": expected shape (batch, 3), but got string[5,2]",
        input("string", -1, 3),
        texts(5, 2));
    refuses(
        takes + ": expected shape (batch), but got string[5,2]", input("string", -1), texts(5, 2));
  }
}
