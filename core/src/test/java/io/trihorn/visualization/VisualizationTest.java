package io.trihorn.visualization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.image.Images;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures as Keras draws them: {@code drawings.json}, made by {@code visualization_cases.py}. */
class VisualizationTest {
  private static final JsonObject CASES = read();

  private static JsonObject read() {
    try (Reader reader =
        new InputStreamReader(
            VisualizationTest.class.getResourceAsStream("drawings.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonObject> cases(String kind) {
    return CASES.getAsJsonArray(kind).asList().stream().map(JsonElement::getAsJsonObject);
  }

  static Stream<JsonObject> drawn() {
    return cases("drawn");
  }

  static Stream<JsonObject> masked() {
    return cases("masked");
  }

  /** The images of the script. */
  private static TensorData image(JsonObject about, long... dims) {
    String dtype = about.has("dtype") ? about.get("dtype").getAsString() : "uint8";
    double factor = about.has("factor") ? about.get("factor").getAsDouble() : 1;
    TensorData data = TensorData.zeros(TensorType.of(DataType.valueOf(dtype.toUpperCase()), dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, i * 37 % 251 * factor);
    }
    return data;
  }

  private static TensorData expected(JsonObject about, TensorType type) {
    byte[] packed = Base64.getDecoder().decode(about.get("bytes").getAsString());
    TensorData data = TensorData.zeros(type);
    Inflater inflater = new Inflater();
    inflater.setInput(packed);
    try {
      assertEquals(type.bytes(), inflater.inflate(data.bytes()));
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
    inflater.end();
    assertEquals(about.get("result").getAsString(), type.dtype().name().toLowerCase());
    return data;
  }

  private static Color color(JsonElement json) {
    JsonArray parts = json.getAsJsonArray();
    return new Color(parts.get(0).getAsInt(), parts.get(1).getAsInt(), parts.get(2).getAsInt());
  }

  private static TensorData tensor(JsonElement json, DataType dtype) {
    List<Double> numbers = new ArrayList<>();
    List<Long> dims = new ArrayList<>();
    JsonElement level = json;
    while (level.isJsonArray()) {
      dims.add((long) level.getAsJsonArray().size());
      level = level.getAsJsonArray().get(0);
    }
    flatten(json, numbers);
    TensorData data =
        TensorData.zeros(TensorType.of(dtype, dims.stream().mapToLong(d -> d).toArray()));
    for (int i = 0; i < numbers.size(); i++) {
      data.setDouble(i, numbers.get(i));
    }
    return data;
  }

  private static void flatten(JsonElement json, List<Double> numbers) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(part -> flatten(part, numbers));
    } else {
      numbers.add(json.getAsDouble());
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void boxesHaveThePixelsOfKeras(JsonObject about) {
    JsonObject boxes =
        CASES.getAsJsonArray("boxes").get(about.get("boxes").getAsInt()).getAsJsonObject();
    TensorData corners = tensor(boxes.get("boxes"), DataType.FLOAT32);
    TensorData labels =
        about.has("labels")
            ? tensor(about.get("labels"), DataType.INT32)
            : TensorData.zeros(TensorType.of(DataType.INT32, 2, corners.type().dim(1)));
    BoxOptions options = new BoxOptions();
    if (about.has("line_thickness")) {
      options.lineThickness(about.get("line_thickness").getAsInt());
    }
    if (about.has("color")) {
      options.color(color(about.get("color")));
    }
    int channels = about.has("channels") ? about.get("channels").getAsInt() : 3;
    TensorData images = image(about, 2, 20, 30, channels);
    TensorData drawn =
        Visualization.drawBoundingBoxes(
            images,
            Map.of("boxes", corners, "labels", labels),
            boxes.get("format").getAsString(),
            options);
    assertEquals(expected(about, drawn.type()), drawn);
    assertEquals(image(about, 2, 20, 30, channels), images, "they are left as they were");
  }

  @ParameterizedTest
  @MethodSource("masked")
  void masksHaveThePixelsOfKeras(JsonObject about) {
    boolean first = about.has("data_format");
    TensorData images = first ? image(about, 2, 3, 9, 11) : image(about, 2, 9, 11, 3);
    TensorData masks = TensorData.zeros(TensorType.of(DataType.INT32, 2, 9, 11));
    for (int i = 0; i < masks.size(); i++) {
      masks.setLong(i, i / 7 % about.get("classes").getAsInt());
    }
    MaskOptions options = new MaskOptions().dataFormat(first ? "channels_first" : "channels_last");
    if (about.has("num_classes")) {
      options.numClasses(about.get("num_classes").getAsInt());
    }
    if (about.has("alpha")) {
      options.alpha(about.get("alpha").getAsDouble());
    }
    if (about.has("ignore_index")) {
      options.ignoreIndex(about.get("ignore_index").getAsInt());
    }
    if (about.has("blend")) {
      options.blend(about.get("blend").getAsBoolean());
    }
    if (about.has("color_mapping")) {
      Map<Integer, Color> colors = new HashMap<>();
      about.getAsJsonArray("color_mapping").forEach(c -> colors.put(colors.size(), color(c)));
      options.colorMapping(colors);
    }
    TensorData flat = Visualization.drawSegmentationMasks(images, masks, options);
    assertEquals(expected(about, flat.type()), flat);
    TensorData deep = masks.reshape(first ? new long[] {2, 1, 9, 11} : new long[] {2, 9, 11, 1});
    assertEquals(flat, Visualization.drawSegmentationMasks(images, deep, options));
  }

  /** Letters are others than OpenCV's, but they stand where its do. */
  @Test
  void labelsStandAtTheirBoxes() {
    TensorData images = TensorData.zeros(TensorType.of(DataType.UINT8, 1, 80, 120, 3));
    Map<String, Object> boxes =
        Map.of(
            "boxes", new float[][][] {{{10, 40, 100, 70}, {5, 4, 60, 75}}},
            "labels", new int[][] {{1, 0}},
            "confidences", new double[][] {{0.876, 0.5}});
    TensorData drawn =
        Visualization.drawBoundingBoxes(
            images,
            boxes,
            "xyxy",
            new BoxOptions().classMapping(Map.of(1, "cat")).color(new Color(9, 8, 7)));
    TensorData keras = expected(CASES.getAsJsonObject("label"), drawn.type());
    int ours = 0;
    int theirs = 0;
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 120; x++) {
        long at = (y * 120L + x) * 3;
        // Capitals are about 21 pixels high, and the bar reaches above and below.
        if (y >= 32 - 28 && y < 32 + 9 && x >= 8) {
          ours += drawn.getLong(at) == 9 ? 1 : 0;
          theirs += keras.getLong(at) == 9 ? 1 : 0;
        } else {
          assertEquals(keras.getLong(at), drawn.getLong(at), "at " + x + ", " + y);
        }
      }
    }
    assertTrue(ours > theirs / 2 && ours < theirs * 3, ours + " dots of letters, Keras " + theirs);
  }

  private static int[] pixel(BufferedImage image, int x, int y) {
    return image.getRaster().getPixel(x, y, (int[]) null);
  }

  /** Four images of one color each and their names, in a file. */
  @Test
  void galleriesHaveTheirImagesInRows(@TempDir Path folder) throws IOException {
    float[][][][] images = new float[4][8][8][3];
    for (int i = 0; i < 4; i++) {
      for (float[][] row : images[i]) {
        for (float[] pixel : row) {
          pixel[0] = i * 0.25f;
        }
      }
    }
    Path file = folder.resolve("gallery.png");
    GalleryOptions options =
        new GalleryOptions()
            .valueRange(0, 1)
            .scale(1)
            .dpi(40)
            .yTrue(new int[] {0, 1, 0, 1})
            .yPred(new int[] {0, 0, 1, 7})
            .labelMap(Map.of(0, "a", 1, "b"))
            .path(file);
    BufferedImage picture = Visualization.plotImageGallery(images, options);
    assertEquals(80, picture.getWidth());
    int row = picture.getHeight() / 2;
    assertTrue(row > 40, "titles need room");
    for (int i = 0; i < 4; i++) {
      int[] middle = pixel(picture, i % 2 * 40 + 20, i / 2 * row + row - 20);
      assertArrayEquals(new int[] {(int) (i * 0.25f * 255), 0, 0, 255}, middle);
    }
    assertEquals(0, pixel(picture, 1, 1)[3], "transparent between");
    TensorData written = Images.imageToArray(Images.loadImage(file));
    assertEquals(TensorType.of(DataType.FLOAT32, 2L * row, 80, 3), written.type());
    assertThrows(
        IllegalArgumentException.class,
        () -> Visualization.plotImageGallery(images, options.show(true)));
  }

  @Test
  void galleriesOfBoxesAndMasksDrawBoth() {
    TensorData images = TensorData.zeros(TensorType.of(DataType.UINT8, 1, 30, 30, 3));
    BufferedImage boxes =
        Visualization.plotBoundingBoxGallery(
            images,
            "xyxy",
            new BoxGalleryOptions()
                .yTrue(Map.of("boxes", new float[][][] {{{5, 5, 25, 25}}}, "labels", new int[1][1]))
                .yPred(Map.of("boxes", new float[][][] {{{9, 9, 21, 21}}}, "labels", new int[1][1]))
                .lineThickness(1)
                .legend(true)
                .gallery(new GalleryOptions().scale(1).dpi(30)));
    assertArrayEquals(new int[] {0, 188, 212, 255}, pixel(boxes, 5, 15));
    assertArrayEquals(new int[] {255, 235, 59, 255}, pixel(boxes, 9, 15));
    assertTrue(boxes.getHeight() > 30, "a legend below");
    int[][][] masks = new int[1][30][30];
    masks[0][15][15] = 1;
    BufferedImage rows =
        Visualization.plotSegmentationMaskGallery(
            images,
            2,
            new MaskGalleryOptions()
                .yTrue(masks)
                .yPred(new int[1][30][30])
                .colorMapping(Map.of(0, Color.BLACK, 1, Color.RED))
                .alpha(0.5)
                .gallery(new GalleryOptions().scale(1).dpi(30)));
    assertEquals(90, rows.getWidth());
    assertArrayEquals(new int[] {0, 0, 0, 255}, pixel(rows, 15, 15));
    assertArrayEquals(new int[] {127, 0, 0, 255}, pixel(rows, 45, 15));
    assertArrayEquals(new int[] {0, 0, 0, 255}, pixel(rows, 75, 15));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TensorData images = TensorData.zeros(TensorType.of(DataType.UINT8, 1, 9, 9, 3));
    assertThrows(
        ShapeException.class, () -> Visualization.drawSegmentationMasks(images, new int[1][9][8]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Visualization.drawSegmentationMasks(images, new float[1][9][9]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Visualization.drawBoundingBoxes(images, Map.of("boxes", new float[1][1][4]), "xyxy"));
    assertThrows(
        ShapeException.class,
        () -> Visualization.plotImageGallery(new float[9][9][3], new GalleryOptions()));
  }
}
