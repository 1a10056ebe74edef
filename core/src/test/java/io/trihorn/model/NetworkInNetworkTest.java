package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.masking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model as a layer of another. */
class NetworkInNetworkTest {
  private static Model half() {
    Model inner = new Sequential(input(2).dtype("float16"), dense(1).name("d")).name("inner");
    inner.setWeights(List.of(new float[][] {{1}, {1}}, new float[] {0}));
    return inner;
  }

  @Test
  void tensorsOfOtherTypesBecomeThoseOfItsInputs() {
    KerasTensor x = inputTensor(input(2));
    try (Model outer = new Model(x, half().apply(x)).on("reference")) {
      // 2049 lies between two numbers of float16 and goes to the even one.
      assertEquals(2048, outer.predict(new float[][] {{2049, 0}}).getFloat(0, 0));
    }
  }

  @Test
  void masksComeInWithTensorsOfOtherTypes() {
    Model inner = new Sequential(input(3, 1).dtype("float64"), lstm(1).name("l")).name("inner");
    KerasTensor x = inputTensor(input(3, 1));
    try (Model outer = new Model(x, inner.apply(masking(0).apply(x))).seed(1).on("reference")) {
      float shorter = outer.predict(new float[][][] {{{1}, {2}, {0}}}).getFloat(0, 0);
      float longer = outer.predict(new float[][][] {{{1}, {0}, {2}}}).getFloat(0, 0);
      assertEquals(shorter, longer, 1e-6f, "masked steps count for nothing, wherever they are");
    }
  }

  @Test
  void itIsToldWhatItTakes() {
    Model inner = half();
    KerasTensor x = inputTensor(input(2));
    KerasTensor y = inputTensor(input(2));
    ShapeException e = assertThrows(ShapeException.class, () -> inner.apply(x, y));
    assertTrue(
        e.getMessage().contains("model 'inner': the inputs should be 1 in a list, but got 2"),
        e.getMessage());
  }

  @Test
  void whatItGivesIsKnownWithoutTracing() {
    KerasTensor x = inputTensor(input(2).dtype("float16"));
    KerasTensor y = half().apply(x);
    assertEquals(new Shape(-1, 1), y.shape());
    assertEquals(DataType.FLOAT32, y.dtype());
  }

  @Test
  void freezingAModelFreezesWhatIsInIt() {
    try (Model inner = half()) {
      inner.setTrainable(false);
      assertEquals(List.of(), inner.trainableWeights());
      assertFalse(inner.layer("d").isTrainable());
      inner.setTrainable(true);
      assertEquals(2, inner.trainableWeights().size());
    }
  }

  @Test
  void layersOfOneNameGetNamesOfTheirOwn() {
    try (Model model = new Sequential(input(2), dense(1), dense(1), dense(1))) {
      assertEquals(
          List.of("dense", "dense_1", "dense_2"),
          model.layers().stream().map(layer -> layer.name()).toList());
    }
  }

  @Test
  void rowsAreApartWhereAllLayersTakeThemApart() {
    try (Model rows = new Sequential(input(2), dense(1));
        Model words = new Sequential(input(2).dtype("int32"), embedding(5, 3), flatten())) {
      assertTrue(rows.isRowwise());
      assertTrue(words.isRowwise());
    }
  }

  @Test
  void namedDataWireAModelWithoutInputs() {
    try (Model open = new Sequential(dense(1).name("d")).on("reference")) {
      open.compile("sgd", "mse");
      FitOptions quiet = FitOptions.epochs(1).verbose(false);
      History history = open.fit(new float[][] {{1}, {2}}, new float[2][1], quiet);
      assertEquals(1, history.epochs().size());
      assertEquals(2, open.weights().size());
    }
  }
}
