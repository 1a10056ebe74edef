package io.trihorn.plots;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Comparison;
import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.Sequential;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PlotsTest {
  private static final float[][] X = {{0, 1}, {2, -1}, {0.5f, 3}, {1, 1}};
  private static final float[][] Y = {{1}, {0}, {2}, {1}};

  /** The colors of series. */
  private static final Color FIRST = new Color(0, 0, 255);

  private static final Color SECOND = new Color(0, 128, 0);

  /** The picture's SVG, which must be well formed. Charts write letters as outlines. */
  static Document svg(Picture picture) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(picture.svg().getBytes(StandardCharsets.UTF_8)));
  }

  /** How many pixels have each color that is no grey. */
  private static Map<Integer, Integer> colors(Picture picture) {
    BufferedImage image = picture.image();
    Map<Integer, Integer> counts = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        if (color.getRed() != color.getGreen() || color.getGreen() != color.getBlue()) {
          counts.merge(color.getRGB(), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** Whether there are lines or bars of a color. */
  private static boolean has(Picture picture, Color color) {
    return colors(picture).getOrDefault(color.getRGB(), 0) >= 40;
  }

  private static Sequential model() {
    Sequential model =
        new Sequential(input(2), dense(3, "tanh").name("a"), dropout(0.1), dense(1).name("b"));
    model.seed(2).on("reference");
    model.compile("adam", "mse");
    return model;
  }

  private static History trained() {
    try (Sequential model = model()) {
      return model.fit(
          X, Y, FitOptions.epochs(6).batchSize(2).verbose(0).validation(Dataset.of(X, Y)));
    }
  }

  @Test
  void historiesAreCurvesOfTheirLogs() throws Exception {
    History history = trained();
    assertTrue(has(Plots.history(history), FIRST) && has(Plots.history(history), SECOND));
    assertTrue(has(Plots.history(history, "loss"), FIRST));
    assertFalse(has(Plots.history(history, "loss"), SECOND));
    assertTrue(svg(Plots.history(history)).getElementsByTagName("path").getLength() > 20);
    assertThrows(IllegalArgumentException.class, () -> Plots.history(history, "accuracy"));
    assertThrows(IllegalArgumentException.class, () -> Plots.history(new History()));
  }

  @Test
  void confusionMatricesCountPairs() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(new int[] {0, 0, 1, 2, 2, 2}, new int[] {0, 1, 1, 0, 2, 2}, 3);
    assertEquals(new ConfusionMatrix(new long[][] {{1, 1, 0}, {0, 1, 0}, {1, 0, 2}}), matrix);
    assertEquals(
        "a confusion matrix of 3 classes needs their numbers, 0 to 2, but row 1 has 3.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> ConfusionMatrix.of(new int[] {0, 3}, new int[] {0, 1}, 3))
            .getMessage());
  }

  /** Rows are the true classes from above, columns the predicted ones. */
  @Test
  void confusionMatricesAreDrawnWithTheTrueClassesDownwards() {
    List<String> names = List.of("cat", "dog");
    Picture first =
        Plots.confusionMatrix(new ConfusionMatrix(new long[][] {{9, 0}, {0, 0}}), names);
    Picture right =
        Plots.confusionMatrix(new ConfusionMatrix(new long[][] {{0, 9}, {0, 0}}), names);
    Picture below =
        Plots.confusionMatrix(new ConfusionMatrix(new long[][] {{0, 0}, {9, 0}}), names);
    assertTrue(middle(right)[0] > middle(first)[0] + 100, "to the right");
    assertEquals(middle(first)[1], middle(right)[1], 5);
    assertTrue(middle(below)[1] > middle(first)[1] + 100, "below");
    assertEquals(middle(first)[0], middle(below)[0], 5);
    assertThrows(
        IllegalArgumentException.class,
        () -> Plots.confusionMatrix(new ConfusionMatrix(new long[2][2]), List.of("cat")));
  }

  /** Where the darkest cell is, left of the scale of colors. */
  private static double[] middle(Picture picture) {
    BufferedImage image = picture.image();
    int dark = new Color(90, 150, 240).getRGB();
    double x = 0;
    double y = 0;
    int count = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth() * 3 / 4; column++) {
        if (image.getRGB(column, row) == dark) {
          x += column;
          y += row;
          count++;
        }
      }
    }
    assertTrue(count > 2000, count + " pixels of the cell");
    return new double[] {x / count, y / count};
  }

  /** The points and the area of scikit-learn 1.9.1's {@code roc_curve} with all thresholds. */
  @Test
  void rocCurvesAreThoseOfScikitLearn() {
    int[] labels = {0, 0, 1, 1, 0, 1, 1, 0};
    double[] scores = {0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.4, 0.05};
    RocCurve curve = RocCurve.of(labels, scores);
    assertEquals(List.of(0.0, 0.0, 0.0, 0.5, 0.5, 0.75, 1.0), curve.falsePositives());
    assertEquals(List.of(0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0), curve.truePositives());
    assertEquals(0.8125, curve.area());
    Picture picture = Plots.roc(labels, scores);
    assertTrue(has(picture, FIRST) && has(picture, SECOND), "the curve and chance");
    assertThrows(
        IllegalArgumentException.class, () -> RocCurve.of(new int[] {1, 1}, new double[] {0, 1}));
    assertThrows(
        IllegalArgumentException.class, () -> RocCurve.of(new int[] {0, 2}, new double[] {0, 1}));
  }

  /** Four weights make two rows of charts; of equal numbers there is one bar each. */
  @Test
  void everyWeightHasItsHistogram() {
    try (Sequential model = model()) {
      Picture picture = Plots.weightHistograms(model);
      assertEquals(1200, picture.width());
      assertEquals(560, picture.height());
      int bars = colors(picture).values().stream().mapToInt(n -> n).max().orElse(0);
      model.setWeights(model.weightValues().stream().map(w -> TensorData.zeros(w.type())).toList());
      int ones =
          colors(Plots.weightHistograms(model)).values().stream().mapToInt(n -> n).max().orElse(0);
      assertTrue(ones > 400 && ones < bars, ones + " of " + bars);
    }
  }

  /** Larger differences have higher bars, the mean stands beside the largest. */
  @Test
  void comparisonsAreBarsOfTheirDifferences() throws Exception {
    try (Sequential model = model()) {
      Picture same = Plots.comparison(model.compare(X, "reference", "reference"));
      assertTrue(svg(same).getElementsByTagName("path").getLength() > 20);
    }
    TensorType type = TensorType.of(DataType.FLOAT32, 2);
    Comparison.Difference small = new Comparison.Difference("a", type, 1e-10, 1e-11, 1);
    Comparison.Difference large = new Comparison.Difference("a", type, 1e-3, 1e-4, 1);
    Comparison.Difference infinite =
        new Comparison.Difference("a", type, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
    long few = ink(new Comparison("x", "y", List.of(small, large), List.of(small)));
    long more = ink(new Comparison("x", "y", List.of(large, large), List.of(large)));
    Picture bars = Plots.comparison(new Comparison("x", "y", List.of(large), List.of()));
    assertTrue(has(bars, FIRST) && has(bars, SECOND));
    assertTrue(more > few, more + " and " + few);
    assertTrue(ink(new Comparison("x", "y", List.of(infinite), List.of())) > 0);
  }

  private static long ink(Comparison comparison) {
    return colors(Plots.comparison(comparison)).values().stream().mapToLong(n -> n).sum();
  }

  @Test
  void picturesAreWrittenByTheirEnding(@TempDir Path folder) throws Exception {
    Picture picture = Plots.history(trained());
    Path png = folder.resolve("h.png");
    picture.save(png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(picture.width(), image.getWidth());
    assertEquals(2 * picture.height(), picture.image(2).getHeight());
    picture.save(folder.resolve("h.pdf"));
    byte[] pdf = Files.readAllBytes(folder.resolve("h.pdf"));
    assertEquals("%PDF", new String(pdf, 0, 4, StandardCharsets.US_ASCII));
    picture.save(folder.resolve("h.svg"));
    assertEquals(picture.svg(), Files.readString(folder.resolve("h.svg")));
    assertThrows(IllegalArgumentException.class, () -> picture.save(folder.resolve("h.gif")));
  }
}
