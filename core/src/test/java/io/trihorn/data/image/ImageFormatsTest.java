package io.trihorn.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images of 11 by 14 that Pillow 12.3 wrote: a gradient with a patch, or noise, in the forms that
 * {@code load_img} reads. {@code pillow.json} has what Pillow reads in them: {@code
 * convert("RGBA")} in bytes, and in shorts {@code convert("L")}, or the image itself where it is
 * grey. WebP and two forms of TIFF are read by TwelveMonkeys. Colours of lossy WebP are not here:
 * TwelveMonkeys repeats their halved samples where libwebp interpolates.
 */
class ImageFormatsTest {
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      return Path.of(ImageFormatsTest.class.getResource("pillow.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject pillow() throws IOException {
    return JsonParser.parseString(Files.readString(FOLDER.resolve("pillow.json")))
        .getAsJsonObject();
  }

  static Stream<String> files() throws IOException {
    return pillow().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void pixelsAreThoseOfPillow(String file) throws IOException {
    JsonObject expected = pillow().getAsJsonObject(file);
    byte[] rgba = Base64.getDecoder().decode(expected.get("rgba").getAsString());
    int[] colors = new int[rgba.length / 4 * 3];
    int[] all = new int[rgba.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = rgba[i] & 0xff;
      if (i % 4 < 3) {
        colors[i / 4 * 3 + i % 4] = all[i];
      }
    }
    close(all, read(file, "rgba"), file);
    close(colors, read(file, "rgb"), file);
    ByteBuffer grey =
        ByteBuffer.wrap(Base64.getDecoder().decode(expected.get("grayscale").getAsString()))
            .order(ByteOrder.LITTLE_ENDIAN);
    int[] greys = new int[grey.remaining() / 2];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = grey.getShort(2 * i) & 0xffff;
    }
    close(greys, read(file, "grayscale"), file);
  }

  /** Equal; lossy WebP, whose decoders round in their own ways, to one. */
  private static void close(int[] expected, int[] actual, String file) {
    if (!file.startsWith("lossy-")) {
      assertArrayEquals(expected, actual);
      return;
    }
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1, "at " + i);
    }
  }

  private static int[] read(String file, String colorMode) throws IOException {
    LoadOptions options = new LoadOptions().colorMode(colorMode);
    float[] values =
        Images.imageToArray(Images.loadImage(FOLDER.resolve(file), options)).toFloatArray();
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) values[i];
    }
    return whole;
  }
}
