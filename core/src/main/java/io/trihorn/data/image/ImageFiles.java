package io.trihorn.data.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads images by ImageIO; the formats are those of the JDK and of what is plugged into it. */
final class ImageFiles {
  private ImageFiles() {}

  /**
   * The first image of a file.
   *
   * @throws IOException if it cannot be read; the message names the file, what it is and what to do
   */
  static BufferedImage read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = ImageIO.createImageInputStream(bytes)) {
      return read(in, file.toString(), Long.MAX_VALUE);
    }
  }

  /**
   * The first image in a file's bytes.
   *
   * @param mostPixels of an image that is read
   * @throws IOException if it cannot be read or is larger
   */
  static BufferedImage read(byte[] file, long mostPixels) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return read(in, "an image of " + file.length + " bytes", mostPixels);
    }
  }

  private static BufferedImage read(ImageInputStream in, String what, long mostPixels)
      throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new IOException(
          what
              + ": expected an image in one of the formats "
              + formats()
              + ", but no reader knows what begins as this file does. "
              + ADVICE);
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > mostPixels) {
        throw new IOException(
            "%s has %,d pixels, but may have %,d; make it smaller"
                .formatted(what, pixels, mostPixels));
      }
      return reader.read(0);
    } catch (IIOException | RuntimeException e) {
      throw new IOException(
          what
              + ": "
              + reader.getOriginatingProvider().getFormatNames()[0]
              + " cannot be read ("
              + e.getMessage()
              + "). "
              + ADVICE,
          e);
    } finally {
      reader.dispose();
    }
  }

  private static final String ADVICE =
      "For formats that the JDK lacks (WebP, rarer forms of TIFF and JPEG) put TwelveMonkeys'"
          + " com.twelvemonkeys.imageio:imageio-webp, imageio-tiff or imageio-jpeg on the class path;"
          + " trihorn-bom has the version.";

  private static String formats() {
    return Arrays.stream(ImageIO.getReaderFileSuffixes()).sorted().toList().toString();
  }
}
