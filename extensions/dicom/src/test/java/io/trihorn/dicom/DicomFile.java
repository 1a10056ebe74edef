package io.trihorn.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files as the standard says (DICOM PS3.5 and PS3.10): a preamble, a head in explicit little
 * endian, and elements in the transfer syntax.
 */
final class DicomFile {
  /** How elements are written. */
  enum Syntax {
    IMPLICIT_LITTLE("1.2.840.10008.1.2"),
    EXPLICIT_LITTLE("1.2.840.10008.1.2.1"),
    EXPLICIT_BIG("1.2.840.10008.1.2.2"),
    JPEG("1.2.840.10008.1.2.4.70");

    private final String uid;

    Syntax(String uid) {
      this.uid = uid;
    }

    ByteOrder order() {
      return this == EXPLICIT_BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  /**
   * What a file holds.
   *
   * @param bits 8 or 16
   * @param used bits that count
   * @param rescale slope and intercept, or null
   * @param pixels stored values, of all pictures
   */
  record Content(
      Syntax syntax,
      int bits,
      int used,
      boolean signed,
      String[] rescale,
      int height,
      int width,
      int[] pixels) {
    int pictures() {
      return pixels.length / Math.max(1, height * width);
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Syntax syntax = Syntax.EXPLICIT_LITTLE;

  static Path write(Path file, Content content) throws IOException {
    return Files.write(file, new DicomFile().bytes(content));
  }

  private byte[] bytes(Content c) throws IOException {
    out.write(new byte[128]);
    out.write("DICM".getBytes(StandardCharsets.US_ASCII));
    text(0x0002, 0x0010, "UI", c.syntax().uid);
    syntax = c.syntax();
    text(0x0008, 0x0060, "CS", "CT");
    number(0x0028, 0x0002, 1);
    text(0x0028, 0x0004, "CS", "MONOCHROME2");
    if (c.pictures() > 1) {
      text(0x0028, 0x0008, "IS", String.valueOf(c.pictures()));
    }
    number(0x0028, 0x0010, c.height());
    number(0x0028, 0x0011, c.width());
    number(0x0028, 0x0100, c.bits());
    number(0x0028, 0x0101, c.used());
    number(0x0028, 0x0102, c.used() - 1);
    number(0x0028, 0x0103, c.signed() ? 1 : 0);
    if (c.rescale() != null) {
      text(0x0028, 0x1052, "DS", c.rescale()[1]);
      text(0x0028, 0x1053, "DS", c.rescale()[0]);
    }
    ByteBuffer pixels =
        ByteBuffer.allocate(c.pixels().length * c.bits() / 8).order(c.syntax().order());
    for (int pixel : c.pixels()) {
      if (c.bits() == 8) {
        pixels.put((byte) pixel);
      } else {
        pixels.putShort((short) pixel);
      }
    }
    element(0x7fe0, 0x0010, c.bits() == 8 ? "OB" : "OW", pixels.array());
    return out.toByteArray();
  }

  private void text(int group, int element, String kind, String value) throws IOException {
    String even = value.length() % 2 == 0 ? value : value + (kind.equals("UI") ? "\0" : " ");
    element(group, element, kind, even.getBytes(StandardCharsets.US_ASCII));
  }

  private void number(int group, int element, int value) throws IOException {
    byte[] bytes = ByteBuffer.allocate(2).order(syntax.order()).putShort((short) value).array();
    element(group, element, "US", bytes);
  }

  private void element(int group, int element, String kind, byte[] value) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(12).order(syntax.order());
    head.putShort((short) group).putShort((short) element);
    if (syntax == Syntax.IMPLICIT_LITTLE) {
      head.putInt(value.length);
    } else {
      head.put(kind.getBytes(StandardCharsets.US_ASCII));
      if (kind.startsWith("O")) {
        head.putShort((short) 0).putInt(value.length);
      } else {
        head.putShort((short) value.length);
      }
    }
    out.write(head.array(), 0, head.position());
    out.write(value);
  }
}
