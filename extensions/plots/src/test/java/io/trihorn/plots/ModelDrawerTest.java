package io.trihorn.plots;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.DotOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.ModelPlots;
import io.trihorn.model.Sequential;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.NodeList;

class ModelDrawerTest {
  /** Two ways that meet, with a model inside. */
  private static Model model() {
    KerasTensor in = inputTensor(input(4).name("given"));
    Sequential inner =
        new Sequential(input(4), dense(5, "relu").name("first"), dense(3).name("second"));
    inner.name("inside");
    KerasTensor left = inner.apply(in);
    KerasTensor right = dense(3).name("beside").apply(in);
    return new Model(in, add().name("sum").apply(left, right));
  }

  private static Picture picture(DotOptions options) {
    return Plots.model(ModelPlots.modelToDot(model(), options));
  }

  /** The texts of a picture, read from its SVG, which must be well formed. */
  private static List<String> texts(Picture picture) throws Exception {
    NodeList nodes = PlotsTest.svg(picture).getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  @Test
  void boxesHaveTheTextsOfTheirLayers() throws Exception {
    List<String> folded = texts(picture(new DotOptions()));
    assertTrue(folded.containsAll(List.of("given", "inside", "beside", "sum")), folded::toString);
    List<String> open =
        texts(
            picture(
                new DotOptions()
                    .expandNested(true)
                    .showShapes(true)
                    .showDtype(true)
                    .showTrainable(true)
                    .showLayerActivations(true)));
    assertTrue(
        open.containsAll(
            List.of("first", "second", "inside", "(None, 5)", "float32", "Trainable", "relu")),
        open::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ortho", "polyline", "line", "curved", "spline"})
  void linesAreDrawnAsIsSaid(String splines) {
    Picture picture = picture(new DotOptions().expandNested(true).splines(splines));
    assertTrue(picture.svg().contains("<path"), splines);
  }

  @Test
  void theDirectionIsThatOfTheOptions() {
    Picture down = picture(new DotOptions());
    Picture right = picture(new DotOptions().rankdir("LR"));
    assertTrue(right.width() > down.width() && right.height() < down.height());
    assertEquals(
        "rankdir: expected one of [BT, LR, RL, TB], but got 'up'",
        assertThrows(IllegalArgumentException.class, () -> picture(new DotOptions().rankdir("up")))
            .getMessage());
  }

  /** Heads are black, frames and lines dark, the ground white; pixels follow the resolution. */
  @Test
  void modelsAreWrittenAsPixelsAndLines(@TempDir Path folder) throws Exception {
    Path png = folder.resolve("model.png");
    DotOptions options = new DotOptions().expandNested(true).dpi(144);
    ModelPlots.plotModel(model(), png, options);
    Picture picture = picture(options);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(2 * picture.width(), image.getWidth());
    assertEquals(2 * picture.height(), image.getHeight());
    assertEquals(Color.WHITE.getRGB(), image.getRGB(1, 1));
    long black = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        black += image.getRGB(x, y) == Color.BLACK.getRGB() ? 1 : 0;
      }
    }
    // Five heads of at least 80 by 39 points.
    assertTrue(black > 5 * 4 * 80 * 30, "black pixels: " + black);
    Path svg = folder.resolve("model.svg");
    ModelPlots.plotModel(model(), svg, options);
    assertTrue(Files.readString(svg).contains("<svg"));
    ModelPlots.plotModel(model(), folder.resolve("model"), options);
    assertNotEquals(null, ImageIO.read(folder.resolve("model").toFile()));
    assertEquals(
        "drawing a model as 'gif' is not known; known are dot and [pdf, png, svg]",
        assertThrows(
                ModelException.class,
                () -> ModelPlots.plotModel(model(), folder.resolve("model.gif"), options))
            .getMessage());
  }
}
