package io.trihorn.dicom;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Map;

/**
 * How stored values lie in a file.
 *
 * @param bits of each: 8, 16 or 32, of which only the lower {@code used} count
 */
record Pixels(ByteOrder order, int bits, int used, boolean signed) {
  private static final String IMPLICIT_LITTLE = "1.2.840.10008.1.2";
  private static final Map<String, ByteOrder> ORDERS =
      Map.of(
          IMPLICIT_LITTLE,
          ByteOrder.LITTLE_ENDIAN,
          "1.2.840.10008.1.2.1",
          ByteOrder.LITTLE_ENDIAN,
          "1.2.840.10008.1.2.2",
          ByteOrder.BIG_ENDIAN);

  static Pixels of(Tags tags) throws IOException {
    String syntax = tags.text("0002,0010").orElse(IMPLICIT_LITTLE);
    if (!ORDERS.containsKey(syntax)) {
      throw new IOException(
          tags.file() + " is compressed, by transfer syntax " + syntax + "; unpack it first");
    }
    if (tags.count("0028,0002", 1) != 1) {
      throw new IOException(tags.file() + " is in colours; expected one value for each pixel");
    }
    int bits = tags.count("0028,0100");
    if (bits != 8 && bits != 16 && bits != 32) {
      throw new IOException(tags.file() + " has " + bits + " bits for a pixel, not 8, 16 or 32");
    }
    int used = tags.count("0028,0101", bits);
    int high = tags.count("0028,0102", used - 1);
    if (used < 1 || used > bits || high != used - 1) {
      throw new IOException(
          "%s has %d bits up to bit %d in %d for a pixel; expected the lowest ones"
              .formatted(tags.file(), used, high, bits));
    }
    boolean signed = tags.count("0028,0103", 0) == 1;
    return new Pixels(ORDERS.get(syntax), bits, used, signed);
  }

  /** The values, rescaled as the file asks for: float32 {@code (pictures, height, width, 1)}. */
  TensorData read(Tags tags) throws IOException {
    long pictures = tags.count("0028,0008", 1);
    long height = tags.count("0028,0010");
    long width = tags.count("0028,0011");
    if (pictures < 1 || height < 1 || width < 1) {
      throw new IOException(
          "%s has %d pictures of %d x %d pixels; expected 1 or more of each"
              .formatted(tags.file(), pictures, height, width));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(tags.file())).order(order);
    int from = tags.count("7FE0,0010");
    int step = bits / Byte.SIZE;
    long there = (bytes.capacity() - from) / step;
    // Divided, as the product of three numbers of a damaged file may not fit.
    if (from < 0 || there / pictures / height / width < 1) {
      throw new IOException(
          "%s ends before its pixels: %d pictures of %d x %d, of %d bits each"
              .formatted(tags.file(), pictures, height, width, bits));
    }
    TensorData values =
        TensorData.zeros(TensorType.of(DataType.FLOAT32, pictures, height, width, 1));
    double slope = tags.number("0028,1053", 1);
    double intercept = tags.number("0028,1052", 0);
    for (int i = 0; i < values.size(); i++) {
      values.setDouble(i, slope * stored(bytes, from + i * step) + intercept);
    }
    return values;
  }

  private long stored(ByteBuffer bytes, int at) {
    long all =
        switch (bits) {
          case 8 -> bytes.get(at);
          case 16 -> bytes.getShort(at);
          default -> bytes.getInt(at);
        };
    long high = all << (Long.SIZE - used);
    return signed ? high >> (Long.SIZE - used) : high >>> (Long.SIZE - used);
  }
}
