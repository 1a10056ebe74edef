package io.trihorn.layers;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.hashedCrossing;
import static io.trihorn.layers.Layers.hashing;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.integerLookup;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.layers.Layers.stringLookup;
import static io.trihorn.layers.Layers.textVectorization;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.config.ConfigException;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.export.Ports;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.layers.preprocessing.text.StringLookup;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.model.Model;
import io.trihorn.ndarray.Texts;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Layers of texts and category keys, beyond Keras's reference data. */
class TextLayersTest {
  private static final String[] CORPUS = {"a b b c", "b c", "c c d"};

  @Test
  void textsGoThroughDatasetsAsBytes() {
    Texts texts = Texts.of(new String[][] {{"héllo", ""}, {"日本", "x"}});
    assertEquals(texts, Texts.of(texts.toTensor()));
    assertEquals(
        List.of(2L, 2L, 6L), LongStream.of(texts.toTensor().type().dims()).boxed().toList());
    assertEquals(List.of("7", "-1"), Texts.of(new int[] {7, -1}).values());
    assertThrows(ShapeException.class, () -> Texts.of(new String[][] {{"a"}, {"b", "c"}}));
    TextVectorization layer = textVectorization().outputSequenceLength(3);
    layer.adapt(CORPUS);
    Dataset data = Dataset.of(CORPUS, new float[] {0, 1, 2}).batch(2).mapInputs(layer::compute);
    Iterator<Batch> batches = data.iterator();
    // The vocabulary is ["", "[UNK]", "c", "b", "d", "a"]: of equally frequent ones the larger
    // first.
    assertArrayEquals(new long[] {5, 3, 3, 3, 2, 0}, batches.next().inputs().get(0).toLongArray());
    assertArrayEquals(new long[] {2, 2, 4}, batches.next().inputs().get(0).toLongArray());
  }

  @Test
  void layersAdaptToArraysListsAndDatasets() {
    float[][] rows = {{1, 2}, {3, 6}, {5, 10}, {7, 2}};
    List<Object> same =
        List.of(
            rows,
            List.of(rows[0], rows[1], rows[2], rows[3]),
            List.of(List.of(1f, 2f), List.of(3f, 6f), List.of(5f, 10f), List.of(7f, 2f)),
            Dataset.of(rows, new int[4]).batch(3));
    for (Object data : same) {
      Normalization layer = normalization();
      layer.adapt(data);
      try (LayerRun run = LayerRun.of(layer)) {
        assertArrayEquals(
            new float[] {-1.3416408f, -0.904534f},
            run.one(TensorData.of(new float[] {1, 2}, 1, 2)).toFloatArray(),
            1e-6f);
      }
    }
    TextVectorization all = textVectorization();
    all.adapt(CORPUS);
    for (Object data : List.of(List.of(CORPUS), Dataset.of(CORPUS).batch(2))) {
      TextVectorization layer = textVectorization();
      layer.adapt(data);
      assertEquals(all.getVocabulary(), layer.getVocabulary());
    }
    ShapeException two =
        assertThrows(
            ShapeException.class,
            () -> normalization().adapt(Dataset.of(List.of(rows, new float[4]))));
    assertTrue(two.getMessage().contains("of one input, but the dataset has 2"), two.getMessage());
  }

  @Test
  void documentFrequenciesWeighCounts() {
    TextVectorization layer = textVectorization().outputMode("tf_idf");
    layer.adapt(CORPUS);
    assertEquals(List.of("[UNK]", "c", "b", "d", "a"), layer.getVocabulary());
    double c = Math.log(1 + 3 / 4.0);
    double b = Math.log(1 + 3 / 3.0);
    double d = Math.log(1 + 3 / 2.0);
    double unknown = (c + b + d + d) / 4;
    assertArrayEquals(
        new double[] {2 * unknown, c, 0, d, 0},
        layer.compute(new String[] {"x d c y"}).toDoubleArray(),
        1e-6);
  }

  @Test
  void configurationsRoundTrip() {
    List<Layer> layers =
        List.of(
            stringLookup().vocabulary(List.of("a", "b")).maskToken("").numOovIndices(2),
            stringLookup()
                .maxTokens(5)
                .padToMaxTokens(true)
                .outputMode("tf_idf")
                .vocabulary(List.of("a", "b"), List.of(0.5, 0.25)),
            integerLookup().vocabulary(List.of(3L, 5L)).outputMode("count"),
            integerLookup().oovMethod("farmhash").salt(1, 2).numOovIndices(3),
            hashing(7).salt(3).maskValue("").outputMode("one_hot"),
            hashing(7).maskValue(0),
            hashedCrossing(9).outputMode("one_hot"),
            textVectorization().ngrams(2).split("character").standardize("lower"));
    for (Layer layer : layers) {
      Layer again = Layers.REGISTRY.deserialize(Layers.REGISTRY.serialize(layer));
      assertEquals(layer.getConfig(), again.getConfig());
    }
    assertThrows(
        ConfigException.class, () -> textVectorization().split(s -> List.of(s)).getConfig());
  }

  @Test
  void numbersBecomeTokensAgain() {
    StringLookup layer = stringLookup().invert(true).maskToken("").vocabulary(List.of("a", "b"));
    assertEquals(List.of("", "[UNK]", "b", "[UNK]"), layer.tokens(new int[] {0, 1, 3, 9}).values());
    assertThrows(ConfigException.class, () -> layer.compute("a"));
    IntegerLookup keys = integerLookup().invert(true).vocabulary(List.of(40L, 30L));
    assertArrayEquals(
        new long[] {-1, 40, 30, -1}, keys.compute(new int[] {0, 1, 2, 3}).toLongArray());
    try (LayerRun run = LayerRun.of(keys)) {
      assertArrayEquals(
          new long[] {-1, 40, 30, -1},
          run.one(TensorData.of(new int[] {0, 1, 2, 3}, 4)).toLongArray());
    }
  }

  @Test
  void vocabulariesThatCannotBeAreRefused() {
    assertThrows(ConfigException.class, () -> stringLookup().vocabulary(List.of("a", "a")));
    assertThrows(ConfigException.class, () -> stringLookup().vocabulary(List.of()));
    assertThrows(
        ConfigException.class, () -> stringLookup().maskToken("m").vocabulary(List.of("a", "m")));
    assertThrows(
        ConfigException.class, () -> stringLookup().maxTokens(2).vocabulary(List.of("a", "b")));
    assertThrows(
        IllegalStateException.class, () -> stringLookup().vocabulary(List.of("a")).adapt(CORPUS));
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> stringLookup().numOovIndices(0).vocabulary(List.of("a")).compute("z"));
    assertTrue(e.getMessage().contains("'z' is not in the vocabulary"), e.getMessage());
  }

  @Test
  void layersOfTextsStandAtTheBeginningOfAModel() {
    KerasTensor x = Layers.inputTensor(input(3).name("x"));
    KerasTensor y = hashing(3).name("hash").apply(dense(2).name("between").apply(x));
    ShapeException late = assertThrows(ShapeException.class, () -> new Model(x, y));
    assertTrue(late.getMessage().startsWith("layer 'hash' (Hashing)"), late.getMessage());
    assertTrue(late.getMessage().contains("'between'"), late.getMessage());
    KerasTensor text = Layers.inputTensor(input(1).dtype("string").name("text"));
    ShapeException numbers = assertThrows(ShapeException.class, () -> dense(2).apply(text));
    assertTrue(numbers.getMessage().contains("'text' gives texts"), numbers.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Model(text, text));
    try (Model model = new Model(text, embedding(4, 1).apply(hashing(4).apply(text)))) {
      IllegalArgumentException export =
          assertThrows(IllegalArgumentException.class, () -> Ports.shapes(model, List.of()));
      assertTrue(export.getMessage().contains("input 'text' is of texts"), export.getMessage());
    }
  }

  @Test
  void hashesOfNumbersAreMadeWhereTheyComeIn() {
    KerasTensor x = Layers.inputTensor(input(3).dtype("int64"));
    for (HostLayer<?> layer :
        List.of(
            hashing(5),
            integerLookup()
                .vocabulary(List.of(4L))
                .numOovIndices(3)
                .oovMethod("farmhash")
                .salt(1, 2))) {
      TensorData data = TensorData.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
      try (Model model = new Model(x, layer.apply(x)).on("reference")) {
        assertEquals(layer.compute(data), model.predictOnBatch(data).get(0));
      }
    }
  }

  @Test
  void numbersInAModelAreThoseAlone() {
    Random random = new Random(4);
    for (String mode : List.of("int", "one_hot", "multi_hot", "count", "tf_idf")) {
      for (int places = 1; places < 4; places++) {
        long[] keys = random.longs(9, -40, 40).distinct().filter(k -> k != 0).toArray();
        List<Long> vocabulary = LongStream.of(keys).boxed().toList();
        IntegerLookup layer = integerLookup().numOovIndices(places).maskToken(0L).outputMode(mode);
        if (mode.equals("tf_idf")) {
          layer.vocabulary(vocabulary, vocabulary.stream().map(k -> 0.5 + k * k).toList());
        } else {
          layer.vocabulary(vocabulary);
        }
        TensorData x = TensorData.of(random.longs(60, -40, 40).toArray(), 12, 5);
        try (LayerRun run = LayerRun.of(layer)) {
          assertEquals(layer.compute(x), run.one(x));
        }
      }
    }
  }
}
