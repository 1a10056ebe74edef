package io.trihorn.model;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of layers that come from other models, where Keras has counted over the process. */
class UniqueNamesTest {
  private static List<String> names(Model model) {
    return model.layers().stream().map(Layer::name).toList();
  }

  private static Model tower(long width) {
    KerasTensor x = inputTensor(width);
    return new Model(x, dense(2).apply(dense(3).apply(x)));
  }

  private static KerasTensor only(List<KerasTensor> tensors) {
    return tensors.get(0);
  }

  /** Keras 3.15.1 has the same names, but for the order: it counts layers as they are made. */
  @Test
  void layersOfTwoModelsMakeOne() {
    try (Model a = tower(2);
        Model b = tower(4);
        Model both =
            new Model(
                    List.of(only(a.inputs()), only(b.inputs())),
                    dense(1).apply(concatenate().apply(only(a.outputs()), only(b.outputs()))))
                .on("reference")) {
      assertEquals(
          List.of(
              "input_layer",
              "input_layer_1",
              "dense",
              "dense_2",
              "dense_1",
              "dense_3",
              "concatenate",
              "dense_4"),
          names(both));
      assertEquals(List.of("input_layer", "dense", "dense_1"), names(a));
      assertEquals(List.of("input_layer_1", "dense_2", "dense_3"), names(b));
      Model read = Model.fromJson(both.toJson()).on("reference");
      read.setWeights(both.getWeights());
      Object[] x = {new float[][] {{1, -2}}, new float[][] {{3, 0, 1, -1}}};
      assertArrayEquals(
          both.predict(List.of(x)).toFloatArray(), read.predict(List.of(x)).toFloatArray());
    }
  }

  @Test
  void layersOfTwoSequencesMakeOne() {
    Sequential a = new Sequential(input(2), dense(3), dense(2));
    Sequential b = new Sequential(input(2), dense(4));
    List<Layer> layers = new ArrayList<>(a.layers());
    layers.addAll(b.layers());
    Sequential both = new Sequential(layers);
    both.build(-1, 2);
    assertEquals(List.of("dense", "dense_1", "dense_2"), names(both));
    assertEquals(List.of("dense_2"), names(b));
  }

  @Test
  void aNumberIsFreeInAllModelsOfALayer() {
    Sequential a = new Sequential(input(2), dense(2));
    Sequential b = new Sequential(input(2), dense(2), dense(2));
    Sequential c = new Sequential(input(2), a.layers().get(0), b.layers().get(0));
    assertEquals(List.of("dense", "dense_2"), names(c));
    assertEquals(List.of("dense_2", "dense_1"), names(b));
  }

  @Test
  void theLayersThatWereThereKeepTheirNames() {
    Sequential a = new Sequential(input(2), dense(2));
    assertEquals(
        List.of("dense_1", "dense"), names(new Sequential(input(2), dense(2), a.layers().get(0))));
    assertEquals(List.of("dense"), names(a));
  }

  @Test
  void namesThatWereGivenStay() {
    Sequential a = new Sequential(input(2), dense(2));
    assertEquals(
        List.of("dense_1", "dense"),
        names(new Sequential(input(2), a.layers().get(0), dense(2).name("dense"))));
    Sequential named = new Sequential(input(2), dense(2).name("d"));
    Sequential other = new Sequential(input(2), dense(2).name("d"));
    assertEquals(
        "two layers of the model are named 'd'; give each a name of its own, or none",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sequential(input(2), named.layers().get(0), other.layers().get(0)))
            .getMessage());
  }

  @Test
  void namesFromFilesAreGiven() {
    Model a = Model.fromJson(tower(2).toJson());
    Model b = Model.fromJson(tower(2).toJson());
    assertEquals(
        "two layers of the model are named 'input_layer'; give each a name of its own, or none",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Model(
                        List.of(only(a.inputs()), only(b.inputs())),
                        concatenate().apply(only(a.outputs()), only(b.outputs()))))
            .getMessage());
  }
}
