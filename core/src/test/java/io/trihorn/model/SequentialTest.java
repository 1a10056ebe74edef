package io.trihorn.model;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a stack of layers is wired, for which input, and what is left of it in a file. */
class SequentialTest {
  private static List<String> names(Model model) {
    return model.layers().stream().map(Layer::name).toList();
  }

  private static String refusal(Layer... layers) {
    return assertThrows(IllegalArgumentException.class, () -> new Sequential(layers)).getMessage();
  }

  @Test
  void whatCannotBeALayerOfAStackIsRefused() {
    assertEquals("layer 1 of the model is null", refusal(dense(2), null));
    assertEquals("layer 0 of the model is null", refusal((Layer) null));
    assertEquals(
        "layer 1 of the model is an input, which only the first one can be; a model of several"
            + " inputs is functional, new Model(inputs, outputs)",
        refusal(dense(2), input(3)));
    assertEquals(2, new Sequential(input(3), dense(2), dense(1)).layers().size());
    assertEquals(
        "two layers of the model are named 'a'; give each a name of its own, or none",
        refusal(dense(2).name("a"), dense(1).name("a")));
    Layer twice = dense(2).name("a");
    assertEquals(
        "the layer 'a' stands in the model twice; make another one, or apply it twice in a"
            + " functional model",
        refusal(twice, twice));
  }

  @Test
  void anInputWiresAtOnceAndIsNotListed() {
    Sequential model = new Sequential(input(3), dense(2).name("a"), dense(1).name("b"));
    assertTrue(model.isWired());
    assertEquals(List.of("a", "b"), names(model));
    assertEquals(new Shape(-1, 3), model.inputs().get(0).shape());
    assertEquals(new Shape(-1, 1), model.outputs().get(0).shape());
    assertFalse(new Sequential(dense(2)).isWired());
    assertFalse(new Sequential().isWired());
  }

  @Test
  void aModelInFrontGivesTheShape() {
    Sequential inner = new Sequential(input(4, 3), flatten());
    Sequential outer = new Sequential(inner, dense(2));
    assertTrue(outer.isWired());
    assertEquals(new Shape(-1, 4, 3), outer.inputs().get(0).shape());
    assertFalse(new Sequential(new Sequential(dense(2)), dense(1)).isWired());
  }

  @Test
  void buildWiresOnce() {
    Sequential model = new Sequential(dense(2));
    model.build(-1, 5).build(-1, 7);
    assertEquals(new Shape(-1, 5), model.inputs().get(0).shape());
    ModelException e =
        assertThrows(ModelException.class, () -> new Sequential(dense(2)).name("m").inputs());
    assertEquals(
        "model 'm' does not know the shape of its input yet: begin it with input(...), or call fit"
            + " or build first",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, FLOAT32",
    "FLOAT64, FLOAT32",
    "INT64, INT64",
    "INT32, INT32",
    "UINT8, INT32",
    "BOOLEAN, INT32"
  })
  void theFirstDataGiveTheTypeOfTheInput(DataType given, DataType expected) {
    Sequential model = new Sequential(embedding(5, 2));
    model.wireFor(List.of(TensorType.of(given, 7, 4)));
    assertEquals(new Shape(-1, 4), model.inputs().get(0).shape());
    assertEquals(expected, model.inputs().get(0).dtype());
  }

  @Test
  void theFirstTextsGiveAnInputOfTexts() {
    Sequential model = new Sequential(vectorization());
    model.wireFor(List.of(TensorType.of(DataType.UINT8, 7, 1, 20)));
    assertEquals(new Shape(-1, 1), model.inputs().get(0).shape());
    assertEquals(DataType.STRING, model.inputs().get(0).dtype());
    Sequential built = new Sequential(vectorization()).build(-1, 1);
    assertEquals(DataType.STRING, built.inputs().get(0).dtype());
  }

  private static TextVectorization vectorization() {
    return Layers.textVectorization().outputSequenceLength(3).vocabulary(List.of("one", "two"));
  }

  @Test
  void dataOfSeveralInputsOrAWiredModelWireNothing() {
    Sequential model = new Sequential(dense(2));
    TensorType type = TensorType.of(DataType.FLOAT32, 7, 4);
    model.wireFor(List.of(type, type));
    assertFalse(model.isWired());
    model.wireFor(List.of(type));
    model.wireFor(List.of(TensorType.of(DataType.FLOAT32, 7, 9)));
    assertEquals(new Shape(-1, 4), model.inputs().get(0).shape());
    ModelException e =
        assertThrows(ModelException.class, () -> new Sequential().name("m").wireFor(List.of(type)));
    assertEquals("model 'm' has no layers; give it some", e.getMessage());
  }

  @Test
  void aFileHasTheShapeAndTheLayers() {
    Sequential model =
        new Sequential(conv2d(2, 3).name("c"), flatten().name("f"), dense(1).name("d")).name("m");
    Sequential open = (Sequential) Model.fromJson(model.toJson());
    assertFalse(open.isWired());
    assertEquals(List.of("c", "f", "d"), names(open));
    model.build(-1, 5, 5, 1);
    Sequential read = (Sequential) Model.fromJson(model.toJson());
    assertEquals("m", read.name());
    assertEquals(new Shape(-1, 5, 5, 1), read.inputs().get(0).shape());
    assertEquals(List.of("c", "f", "d"), names(read));
    assertEquals("[null,5,5,1]", model.buildShape().toString());
    assertTrue(new Sequential(dense(1)).buildShape().isJsonNull());
  }

  @Test
  void aFileHasTheDtypePolicy() {
    String json = new Sequential(dense(2)).toJson();
    String half =
        json.replaceFirst(
            "\"dtype\":(\\{[^}]*\\{[^}]*}[^}]*}|\"float32\")", "\"dtype\":\"mixed_float16\"");
    assertFalse(json.equals(half));
    assertEquals(DtypePolicy.of("mixed_float16"), Model.fromJson(half).dtypePolicy());
    assertEquals(DtypePolicy.of("float32"), Model.fromJson(json).dtypePolicy());
  }

  @Test
  void kerasTwoWroteTheShapeAtTheFirstLayer() {
    String json =
        new Sequential(dense(2).name("d"), dense(1).name("e"))
            .toJson()
            .replaceFirst("\"name\":\"d\"", "\"name\":\"d\",\"batch_input_shape\":[null,6]");
    Sequential read = (Sequential) Model.fromJson(json);
    assertTrue(read.isWired());
    assertEquals(new Shape(-1, 6), read.inputs().get(0).shape());
    assertEquals(List.of("d", "e"), names(read));
  }

  @Test
  void severalOutputsOfALayerAreTheModels() {
    Sequential model =
        new Sequential(input(4, 3), Layers.lstm(2).returnState(true).name("l")).name("m");
    assertEquals(3, model.outputs().size());
    assertEquals(List.of("l", "l", "l"), model.outputNames());
  }

  @Test
  void severalOutputsOfALayerAreAListToTheNext() {
    Sequential model =
        new Sequential(input(4, 3), Layers.lstm(2).returnState(true), Layers.add().name("sum"));
    assertEquals(List.of(new Shape(-1, 2)), model.outputs().stream().map(t -> t.shape()).toList());
  }

  @Test
  void aStackOfOtherLayersIsWiredAsTheFirst() {
    Sequential open = new Sequential(dense(2).name("d"));
    assertFalse(open.withLayers(l -> dense(3).name(l.name())).isWired());
    open.build(-1, 5);
    Sequential made = open.withLayers(l -> dense(3).name(l.name()));
    assertEquals(new Shape(-1, 5), made.inputs().get(0).shape());
    assertEquals(new Shape(-1, 3), made.outputs().get(0).shape());
    assertEquals("keras", Models.toJson(open).get("module").getAsString());
  }

  @Test
  void rowsOfAnUnwiredModelAreStacked() {
    try (Model model = new Sequential(dense(1)).on("reference")) {
      float[] y = model.predict(List.of(new float[] {1, 2}, new float[] {3, 4})).toFloatArray();
      assertEquals(2, y.length);
      TensorData kernel = TensorData.of(new float[] {1, 10}, 2, 1);
      model.setWeights(List.of(kernel, new float[] {0}));
      assertEquals(
          "[21.0, 43.0]",
          Arrays.toString(
              model.predict(List.of(new float[] {1, 2}, new float[] {3, 4})).toFloatArray()));
    }
  }
}
