package io.trihorn.tribuo;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.trihorn.backend.Backends;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;

class TrihornTrainerTest {
  private static final float[][] X = {{0, 1}, {1, 0}, {0, 2}, {2, 0}, {0.5f, 3}, {3, 0.5f}};
  private static final Dataset<Label> ROWS =
      Rows.dataset(
          X,
          Stream.of("up", "right", "up", "right", "up", "right").map(Label::new).toList(),
          new LabelFactory());

  @BeforeAll
  static void choose() {
    Backends.setDefault("onnx");
  }

  private static TrihornTrainer<Label> trainer(int columns, int classes) {
    Model model = new Sequential(input(columns), dense(classes, "softmax"));
    model.compile(adam(0.1), "sparse_categorical_crossentropy");
    return new TrihornClassifier(model, 20);
  }

  private static double[] scores(org.tribuo.Model<Label> model) {
    return model.predict(ROWS).stream()
        .map(Prediction::getOutputScores)
        .mapToDouble(scores -> scores.get("up").getScore())
        .toArray();
  }

  @Test
  void scoresAreTheModelsProbabilities() {
    try (TrihornModel<Label> model = trainer(2, 2).train(ROWS)) {
      float[] given = model.network().predict(X).toFloatArray();
      int up = model.getOutputIDInfo().getID(new Label("up"));
      double[] expected =
          IntStream.range(0, X.length).mapToDouble(i -> given[2 * i + up]).toArray();
      assertArrayEquals(expected, scores(model));
      Prediction<Label> first = model.predict(ROWS.getExample(0));
      assertEquals("up", first.getOutput().getLabel());
      assertTrue(first.hasProbabilities());
      assertEquals(2, first.getNumActiveFeatures());
    }
  }

  @Test
  void whatTheProvenanceSaysGivesTheSameModelAgain() throws IOException {
    try (TrihornModel<Label> model = trainer(2, 2).seed(5).batchSize(2).train(ROWS)) {
      var manager = new ConfigurationManager();
      manager.addConfiguration(
          ProvenanceUtil.extractConfiguration(model.getProvenance().getTrainerProvenance()));
      TrihornClassifier again = manager.lookupAll(TrihornClassifier.class).get(0);
      assertArrayEquals(scores(model), scores(again.train(ROWS)));
      // The second training has another seed.
      assertEquals(1, again.getInvocationCount());
      assertNotEquals(scores(model)[0], scores(again.train(ROWS))[0]);
    }
  }

  @Test
  void tribuosFilesKeepIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.tribuo");
    try (TrihornModel<Label> model = trainer(2, 2).train(ROWS)) {
      model.serializeToFile(file);
      var read = org.tribuo.Model.deserializeFromFile(file).castModel(Label.class);
      assertArrayEquals(scores(model), scores(read));
      assertEquals(
          model.getProvenance().getTrainerProvenance(),
          read.getProvenance().getTrainerProvenance());
    }
  }

  @Test
  void ensemblesTrainIt() {
    var bagging = new BaggingTrainer<>(trainer(2, 2), new VotingCombiner(), 3);
    List<String> predicted =
        bagging.train(ROWS).predict(ROWS).stream().map(p -> p.getOutput().getLabel()).toList();
    assertEquals(Set.of("up", "right"), Set.copyOf(predicted));
  }

  @Test
  void sizesThatDoNotFitAreSaid() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer(3, 2).train(ROWS)).getMessage();
    assertTrue(message.contains("have 2 features, but the model takes 3"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> trainer(2, 4).train(ROWS)).getMessage();
    assertTrue(message.contains("have 2 outputs, but the model gives 4"), message);
    try (TrihornModel<Label> model = trainer(2, 2).train(ROWS)) {
      var strange = new ArrayExample<>(new Label("up"), new String[] {"none"}, new double[] {1});
      message =
          assertThrows(IllegalArgumentException.class, () -> model.predict(strange)).getMessage();
      assertTrue(message.contains("no feature is known"), message);
    }
  }

  @Test
  void centresAreTheMeansOfTheirClusters() {
    float[][] rows = {{0, 0}, {0, 2}, {10, 10}, {10, 12}, {11, 11}};
    float[][] centres = KMeans.centres(rows, 2, 10, 1);
    Arrays.sort(centres, (a, b) -> Float.compare(a[0], b[0]));
    assertArrayEquals(new float[] {0, 1}, centres[0], 1e-6f);
    assertArrayEquals(new float[] {31 / 3f, 11}, centres[1], 1e-6f);
  }
}
