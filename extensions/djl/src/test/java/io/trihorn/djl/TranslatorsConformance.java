package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.translator.QuestionAnsweringTranslator;
import ai.djl.huggingface.translator.TextEmbeddingTranslator;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.modality.cv.translator.SingleShotDetectionTranslator;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.ndarray.NDArray;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Translator;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's translators before and after networks on one backend, whose weights are set by hand. */
abstract class TranslatorsConformance extends OnBackend {
  @TempDir private Path directory;

  TranslatorsConformance(String backend) {
    super(backend);
  }

  private <I, O> O predict(
      Model network, Translator<I, O> translator, Class<I> input, Class<O> output, I given)
      throws Exception {
    Path file = directory.resolve("net.keras");
    Saving.saveModel(network, file);
    network.close();
    Criteria<I, O> criteria =
        Criteria.builder()
            .setTypes(input, output)
            .optModelPath(file)
            .optEngine("Trihorn")
            .optOption("backend", backend())
            .optTranslator(translator)
            .build();
    try (ZooModel<I, O> model = criteria.loadModel();
        Predictor<I, O> predictor = model.newPredictor()) {
      return predictor.predict(given);
    }
  }

  /** Left half red, right half blue. */
  private static Image picture() {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, i % 4 < 2 ? 0xFF0000 : 0x0000FF);
    }
    return ImageFactory.getInstance().fromImage(image);
  }

  /** What images are to Keras: channels last. */
  private static NDArray channelsLast(NDArray image) {
    return image.transpose(1, 2, 0);
  }

  @Test
  void imagesAreClassified() throws Exception {
    InputLayer input = Layers.input(4, 4, 3);
    KerasTensor x = Layers.inputTensor(input);
    KerasTensor mean = Layers.globalAveragePooling2d().apply(x);
    Dense dense = Layers.dense(3);
    Model network = new Model(x, dense.apply(mean));
    network.setWeights(List.of(new float[][] {{2, 0, 0}, {0, 2, 0}, {0, 0, 1}}, new float[3]));
    ImageClassificationTranslator translator =
        ImageClassificationTranslator.builder()
            .addTransform(new ToTensor())
            .addTransform(TranslatorsConformance::channelsLast)
            .optSynset(List.of("red", "green", "blue"))
            .optApplySoftmax(true)
            .build();
    Classifications found =
        predict(network, translator, Image.class, Classifications.class, picture());
    assertEquals("red", found.best().getClassName());
    // Half the picture each: logits 1, 0 and 0.5.
    double sum = Math.E + 1 + Math.exp(0.5);
    assertEquals(Math.E / sum, found.best().getProbability(), 1e-5);
    assertEquals(1 / sum, found.get("green").getProbability(), 1e-5);
  }

  @Test
  void objectsAreDetected() throws Exception {
    KerasTensor x = Layers.inputTensor(Layers.input(4, 4, 3));
    KerasTensor flat = Layers.flatten().apply(x);
    KerasTensor boxes = Layers.reshape(3, 4).apply(Layers.dense(12).apply(flat));
    Model network =
        new Model(
            List.of(x), List.of(Layers.dense(3).apply(flat), Layers.dense(3).apply(flat), boxes));
    float[] corners = {0, 0, .5f, 1, .5f, 0, 1, 1, .1f, .1f, .2f, .2f};
    network.setWeights(
        List.of(
            new float[48][12],
            corners,
            new float[48][3],
            new float[] {0, 1, 1},
            new float[48][3],
            new float[] {.9f, .8f, .1f}));
    SingleShotDetectionTranslator translator =
        SingleShotDetectionTranslator.builder()
            .addTransform(new ToTensor())
            .addTransform(TranslatorsConformance::channelsLast)
            .optSynset(List.of("red", "blue"))
            .optThreshold(0.5f)
            .build();
    DetectedObjects found =
        predict(network, translator, Image.class, DetectedObjects.class, picture());
    assertEquals(2, found.getNumberOfObjects());
    DetectedObjects.DetectedObject second = found.item(1);
    assertEquals("blue", second.getClassName());
    assertEquals(0.5, second.getBoundingBox().getBounds().getX(), 1e-6);
  }

  private static HuggingFaceTokenizer tokenizer() throws Exception {
    try (InputStream in = TranslatorsConformance.class.getResourceAsStream("tokenizer.json")) {
      return HuggingFaceTokenizer.newInstance(in, Map.of());
    }
  }

  private static KerasTensor ids(String name) {
    InputLayer input = Layers.input(-1).dtype("int64");
    input.setName(name);
    return Layers.inputTensor(input);
  }

  /** Rows of a table of ten for tokens, zeros where the mask is 0. */
  private static KerasTensor embedded(KerasTensor ids, KerasTensor mask) {
    KerasTensor rows = Layers.embedding(10, 2).apply(ids);
    return Layers.multiply().apply(rows, Layers.embedding(2, 2).apply(mask));
  }

  private static float[][] masked() {
    return new float[][] {{0, 0}, {1, 1}};
  }

  /** For each of the ten tokens its number, and its number squared. */
  private static float[][] table() {
    float[][] rows = new float[10][2];
    for (int i = 0; i < 10; i++) {
      rows[i] = new float[] {i, i * i};
    }
    return rows;
  }

  @Test
  void textsAreEmbedded() throws Exception {
    KerasTensor ids = ids("input_ids");
    KerasTensor mask = ids("attention_mask");
    Model network = new Model(List.of(ids, mask), List.of(embedded(ids, mask)));
    network.setWeights(List.of(table(), masked()));
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      Translator<String, float[]> translator =
          TextEmbeddingTranslator.builder(tokenizer).optNormalize(false).build();
      // [CLS] the red horn [SEP]: 1 5 9 6 2
      float[] found = predict(network, translator, String.class, float[].class, "The red horn");
      assertArrayEquals(new float[] {23 / 5f, 147 / 5f}, found, 1e-5f);
    }
  }

  @Test
  void questionsAreAnswered() throws Exception {
    KerasTensor ids = ids("input_ids");
    KerasTensor mask = ids("attention_mask");
    KerasTensor scores = embedded(ids, mask);
    List<KerasTensor> outputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      KerasTensor one = Layers.dense(1).apply(scores);
      outputs.add(Layers.flatten().apply(one));
    }
    Model network = new Model(List.of(ids, mask), outputs);
    float[][] likely = new float[10][2];
    likely[9][0] = 5; // an answer starts at "red"
    likely[8][1] = 5; // and ends at "box"
    network.setWeights(
        List.of(
            likely,
            masked(),
            new float[][] {{1}, {0}},
            new float[1],
            new float[][] {{0}, {1}},
            new float[1]));
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      Translator<QAInput, String> translator =
          QuestionAnsweringTranslator.builder(tokenizer).build();
      QAInput question = new QAInput("Where is the horn", "the horn is in the red box");
      String answer = predict(network, translator, QAInput.class, String.class, question);
      assertEquals("red box", answer.strip());
    }
  }
}
