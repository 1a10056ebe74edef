package io.trihorn.model;

import static io.trihorn.layers.Layers.hashing;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.integerLookup;
import static io.trihorn.layers.Layers.multiply;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.layers.Layers.stringLookup;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models with layers that compute in Java inside others. The numbers are those of Keras 3.15.1. */
class TextsInsideTest {
  private static final String[][] TEXTS = {{"a"}, {"b"}, {"c"}};
  private static final float[][] NUMBERS = {{1}, {2}, {3}};

  private static KerasTensor text() {
    return inputTensor(input(1).dtype("string"));
  }

  private static KerasTensor number() {
    return inputTensor(input(1));
  }

  /** A text as one of three, times a number. */
  private static Model scaled(boolean textFirst) {
    KerasTensor text = text();
    KerasTensor number = number();
    KerasTensor which =
        stringLookup().vocabulary(List.of("a", "b")).outputMode("one_hot").apply(text);
    return new Model(
        textFirst ? List.of(text, number) : List.of(number, text),
        List.of(multiply().apply(which, number)));
  }

  private static void check(Model model, boolean textFirst) {
    try (model) {
      model.on("reference");
      NDArray y = model.predict(textFirst ? List.of(TEXTS, NUMBERS) : List.of(NUMBERS, TEXTS));
      assertArrayEquals(new float[] {0, 3, 0, 0, 0, 5, 7, 0, 0}, y.toFloatArray());
    }
  }

  /** Only what the layers in Java take must be an input of the model; a number may be computed. */
  @Test
  void numbersBesideTextsMayBeComputed() {
    for (boolean textFirst : new boolean[] {true, false}) {
      KerasTensor text = text();
      KerasTensor number = number();
      KerasTensor more = rescaling(2).offset(1).apply(number);
      List<KerasTensor> in = textFirst ? List.of(text, number) : List.of(number, text);
      List<KerasTensor> to = textFirst ? List.of(text, more) : List.of(more, text);
      check(new Model(in, List.of(scaled(textFirst).apply(to.get(0), to.get(1)))), textFirst);
    }
  }

  @Test
  void modelsInModelsInModels() {
    KerasTensor text = text();
    KerasTensor number = number();
    Model middle =
        new Model(
            List.of(text, number),
            List.of(scaled(true).apply(text, rescaling(2).offset(1).apply(number))));
    KerasTensor outerText = text();
    KerasTensor outerNumber = number();
    check(
        new Model(List.of(outerText, outerNumber), List.of(middle.apply(outerText, outerNumber))),
        true);
  }

  /** What an engine computes comes too late for a layer in Java, wherever that stands. */
  @Test
  void whatIsComputedCannotBeHashed() {
    KerasTensor code = inputTensor(input(1).dtype("int64"));
    Model codes = new Model(code, hashing(50).apply(code));
    codes.name("codes");
    KerasTensor word = inputTensor(input(1).dtype("int64"));
    KerasTensor computed = integerLookup().vocabulary(List.of(7L)).name("before").apply(word);
    ShapeException e =
        assertThrows(ShapeException.class, () -> new Model(word, codes.apply(computed)));
    assertEquals(
        "layer 'codes' (Functional) computes in Java, ahead of what engines compute, but takes what"
            + " 'before' makes there; give it an input of the model",
        e.getMessage());
  }

  /** Bytes are numbers here, not letters. */
  @Test
  void bytesAreHashedAsNumbers() {
    KerasTensor code = inputTensor(input(1).dtype("uint8"));
    try (Model model = new Model(code, hashing(50).apply(code))) {
      NDArray y = model.on("reference").predict(new byte[][] {{7}, {9}, {1}});
      assertArrayEquals(new long[] {38, 35, 49}, y.toLongArray());
    }
  }
}
