package io.trihorn.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Pillow 12 and TensorFlow 2.21 make of the same image. */
class ImagesTest {
  private static final List<String> FILTERS =
      List.of("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos");

  private static TensorData numbers(int height, int width, int channels) {
    TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, height, width, channels));
    for (int i = 0; i < x.size(); i++) {
      x.setDouble(i, (i * 37 + 11) * (i % 7 + 1) % 256);
    }
    return x;
  }

  private static long checksum(BufferedImage image) {
    CRC32 crc = new CRC32();
    for (double value :
        Images.imageToArray(image, "channels_last", DataType.INT32).toDoubleArray()) {
      crc.update((int) value);
    }
    return crc.getValue();
  }

  /** Checksums of the bytes of {@code keras.utils.load_img(..., target_size=(4, 9))}. */
  private static void checkFilters(Path file, String mode, long... checksums) throws IOException {
    int i = 0;
    for (String filter : FILTERS) {
      for (boolean keep : new boolean[] {false, true}) {
        LoadOptions options =
            new LoadOptions()
                .colorMode(mode)
                .targetSize(4, 9)
                .interpolation(filter)
                .keepAspectRatio(keep);
        assertEquals(
            Long.toHexString(checksums[i++]),
            Long.toHexString(checksum(Images.loadImage(file, options))),
            mode + " " + filter + " " + keep);
      }
    }
  }

  @Test
  void imagesAreResizedAsPillowDoes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("p.png");
    Images.saveImage(file, numbers(7, 5, 4), "channels_last", false);
    checkFilters(
        file,
        "rgb",
        0xfd49daf3L,
        0x98c6dabaL,
        0x20348728L,
        0x98c6dabaL,
        0x2a13e3fcL,
        0xc416f1ffL,
        0x1f25a5b5L,
        0x33bebbe9L,
        0x4b708190L,
        0xbbcc8037L,
        0xa50d6fabL,
        0x4cd8658bL);
    checkFilters(
        file,
        "rgba",
        0x84c9502aL,
        0x5599133dL,
        0xc06a857fL,
        0xd32ecc62L,
        0x61d533dfL,
        0x56572898L,
        0x3b61b7bfL,
        0x2b01c59cL,
        0xc24ed29aL,
        0x7cd9c548L,
        0xff05af46L,
        0x78d1ae00L);
    checkFilters(
        file,
        "grayscale",
        0xa878e972L,
        0x39cbb09cL,
        0xfdf6f764L,
        0x39cbb09cL,
        0xb85c7de0L,
        0xba23d101L,
        0x29793952L,
        0x853ee421L,
        0xccda9e36L,
        0x17a96331L,
        0x60f7f449L,
        0x0fdda970L);
  }

  private static void checkResize(String method, double[] small, double[] wide) {
    FloatImage image = FloatImage.of(numbers(6, 5, 1));
    Interpolation interpolation = Interpolation.parse(method);
    TensorData down = image.resized(interpolation, 4, 3).toTensor();
    assertArrayEquals(small, down.toDoubleArray(), 6e-3, method);
    TensorData across = image.resized(interpolation, 3, 8).toTensor();
    for (int i = 0; i < wide.length; i++) {
      assertEquals(wide[i], across.getDouble(i), 6e-3, method + " " + i);
    }
  }

  /** The values are those of {@code tf.image.resize} without antialiasing, in five digits. */
  @Test
  void imagesAreResizedAsTensorFlowDoes() {
    checkResize(
        "nearest",
        new double[] {11, 255, 27, 244, 170, 17, 108, 0, 188, 72, 158, 120},
        new double[] {152, 152, 95, 14, 14, 102, 8, 8});
    checkResize(
        "area",
        new double[] {
          73.067, 161.67, 87.867, 151.87, 105, 52.933, 77.8, 35.733, 96.267, 113.8, 119.6, 60
        },
        new double[] {81.5, 87.1, 95.5, 126.7, 141, 167, 77.3, 17.5});
    checkResize(
        "bicubic",
        new double[] {
          48.864, 205.85, 73.883, 184.47, 144.62, 32.392, 79.9, 10.172, 131.28, 109.25, 152.15,
          71.153
        },
        new double[] {70.02, 80.785, 100.56, 121.34, 150.26, 172.86, 79.616, 6.5583});
    checkResize(
        "lanczos5",
        new double[] {
          43.024, 191.69, 76.711, 198.71, 138.77, 3.7516, 75.554, -18.553, 133.14, 107.05, 164.42,
          56.337
        },
        new double[] {48.751, 76.415, 102.68, 105.01, 148.97, 175.44, 89.014, 12.535});
    checkResize(
        "gaussian",
        new double[] {
          64.801, 180.85, 81.308, 160.91, 114.82, 51.075, 85.819, 35.401, 107.39, 112.04, 134.18,
          68.175
        },
        new double[] {82.341, 87.63, 99.645, 123.14, 143.66, 150.27, 82.955, 26.483});
  }

  @Test
  void sixteenBitsOfGreyStay(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("deep.png");
    TensorData deep = TensorData.of(new float[] {0, 255, 256, 65535, 1000, 40000}, 2, 3, 1);
    Images.saveImage(file, deep, "channels_last", false);
    LoadOptions grey = new LoadOptions().colorMode("grayscale");
    assertArrayEquals(
        deep.toDoubleArray(), Images.imageToArray(Images.loadImage(file, grey)).toDoubleArray());
    // Pillow 12.3 cuts them where they become colours.
    assertEquals(255, Images.imageToArray(Images.loadImage(file)).getDouble(15));
  }

  @Test
  void bytesOfFilesAreDecodedUnlessTheyAreTooLarge(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.png");
    Images.saveImage(file, new float[3][5][3]);
    byte[] bytes = Files.readAllBytes(file);
    LoadOptions grey = new LoadOptions().colorMode("grayscale");
    assertEquals(
        Images.imageToArray(Images.loadImage(file, grey)),
        Images.imageToArray(Images.decodeImage(bytes, grey, 15)));
    IOException e = assertThrows(IOException.class, () -> Images.decodeImage(bytes, grey, 14));
    assertTrue(e.getMessage().contains("has 15 pixels, but may have 14"), e.getMessage());
    IOException none =
        assertThrows(IOException.class, () -> Images.decodeImage(new byte[3], grey, 14));
    assertTrue(none.getMessage().startsWith("an image of 3 bytes"), none.getMessage());
  }

  @Test
  void otherFilesAreRefusedByName(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("text.png"), "no image");
    IOException e = assertThrows(IOException.class, () -> Images.loadImage(file));
    assertTrue(e.getMessage().contains("text.png"), e.getMessage());
    assertTrue(e.getMessage().contains("imageio-webp"), e.getMessage());
    IOException unknown =
        assertThrows(
            IOException.class, () -> Images.saveImage(folder.resolve("a.xyz"), numbers(2, 2, 3)));
    assertTrue(unknown.getMessage().contains("no writer for 'xyz'"), unknown.getMessage());
  }
}
