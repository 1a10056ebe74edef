package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NumPy's array format, as far as reference data use it: little endian, C order. */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Map<String, DataType> TYPES =
      Map.of(
          "<f4", DataType.FLOAT32,
          "<f8", DataType.FLOAT64,
          "<f2", DataType.FLOAT16,
          "<i4", DataType.INT32,
          "<i8", DataType.INT64,
          "|i1", DataType.INT8,
          "|u1", DataType.UINT8,
          "|b1", DataType.BOOLEAN);
  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

  private Npy() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no such array; it names the file
   */
  public static TensorData read(Path file) throws IOException {
    try {
      return parse(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The array in these bytes.
   *
   * @throws IllegalArgumentException if they are not such an array
   */
  public static TensorData parse(byte[] bytes) {
    if (bytes.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IllegalArgumentException("not an .npy array");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes[6] == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    int start = (bytes[6] == 1 ? 10 : 12) + length;
    String header = new String(bytes, start - length, length, StandardCharsets.ISO_8859_1);
    DataType dtype = TYPES.get(find(DESCR, header));
    if (dtype == null || find(ORDER, header).equals("True")) {
      throw new IllegalArgumentException("cannot read an .npy array with the header " + header);
    }
    long[] dims =
        Arrays.stream(find(SHAPE, header).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    TensorType type = TensorType.of(dtype, dims);
    if (type.bytes() != bytes.length - start) {
      throw new IllegalArgumentException(
          "an .npy array of type " + type + " with " + (bytes.length - start) + " bytes");
    }
    ByteBuffer elements = ByteBuffer.allocateDirect((int) type.bytes());
    elements.put(bytes, start, (int) type.bytes()).flip();
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      reverseEach(elements, dtype.getNumOfBytes());
    }
    return TensorData.wrap(type, elements.order(ByteOrder.nativeOrder()));
  }

  /**
   * A tensor as such an array.
   *
   * @throws IllegalArgumentException if NumPy has no such element type
   */
  public static byte[] bytes(TensorData data) {
    String descr =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == data.dtype())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("NumPy has no element type " + data.dtype()));
    String shape =
        Arrays.stream(data.type().dims()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descr, shape);
    // The elements begin at a multiple of 64; the header ends with a line break.
    int padding = 63 - (MAGIC.length + 4 + header.length()) % 64;
    String whole = header + " ".repeat(padding) + "\n";
    int width = data.dtype().getNumOfBytes();
    ByteBuffer buffer =
        ByteBuffer.allocate(MAGIC.length + 4 + whole.length() + (int) data.type().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) whole.length());
    buffer.put(whole.getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer elements = ByteBuffer.allocate((int) data.type().bytes()).put(data.bytes()).flip();
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      reverseEach(elements, width);
    }
    return buffer.put(elements).array();
  }

  private static void reverseEach(ByteBuffer elements, int width) {
    for (int i = 0; i + width <= elements.limit(); i += width) {
      for (int a = i, b = i + width - 1; a < b; a++, b--) {
        byte other = elements.get(a);
        elements.put(a, elements.get(b)).put(b, other);
      }
    }
  }

  private static String find(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("cannot read an .npy array with the header " + header);
    }
    return matcher.group(1);
  }
}
