package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands before the elements of an {@code .npy} array (NumPy Enhancement Proposal 1).
 *
 * @param start the place of the first element's first byte
 * @param order the order of the bytes of an element
 * @param columns whether the first axis runs fastest
 */
record NpyHeader(TensorType type, int start, ByteOrder order, boolean columns) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LAST_VERSION = 3;

  /** Kinds and widths of elements. */
  private static final Map<String, DataType> TYPES =
      Map.ofEntries(
          Map.entry("f2", DataType.FLOAT16),
          Map.entry("f4", DataType.FLOAT32),
          Map.entry("f8", DataType.FLOAT64),
          Map.entry("i1", DataType.INT8),
          Map.entry("i2", DataType.INT16),
          Map.entry("i4", DataType.INT32),
          Map.entry("i8", DataType.INT64),
          Map.entry("u1", DataType.UINT8),
          Map.entry("u2", DataType.UINT16),
          Map.entry("u4", DataType.UINT32),
          Map.entry("b1", DataType.BOOLEAN));

  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");
  private static final Pattern EXTENT = Pattern.compile("\\d{1,18}");

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException if the bytes do not begin with one, or the elements are of
   *     another kind
   */
  static NpyHeader parse(byte[] bytes) {
    if (bytes.length < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IllegalArgumentException("it is no .npy array");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes[6];
    long length = version == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8) & 0xffffffffL;
    int begin = version == 1 ? 10 : 12;
    if (version < 1 || version > LAST_VERSION || length > bytes.length - begin) {
      throw new IllegalArgumentException("it is an .npy array of no known version, or is cut off");
    }
    String text = new String(bytes, begin, (int) length, StandardCharsets.ISO_8859_1);
    String descr = find(DESCR, text);
    if (descr.endsWith("O")) {
      throw new IllegalArgumentException(
          "an .npy array of Python's objects is not read: they are pickled, and pickle is code;"
              + " save arrays of numbers");
    }
    boolean marked = !descr.isEmpty() && "<>|=".indexOf(descr.charAt(0)) >= 0;
    DataType dtype = marked ? TYPES.get(descr.substring(1)) : null;
    if (dtype == null) {
      throw new IllegalArgumentException("an .npy array of elements '" + descr + "' is not read");
    }
    long[] dims =
        Arrays.stream(find(SHAPE, text).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToLong(NpyHeader::extent)
            .toArray();
    requireSmall(dtype, dims);
    ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    boolean columns = find(ORDER, text).equals("True");
    return new NpyHeader(TensorType.of(dtype, dims), begin + (int) length, order, columns);
  }

  private static long extent(String text) {
    if (!EXTENT.matcher(text).matches()) {
      throw new IllegalArgumentException("an .npy array has the extent '" + text + "'");
    }
    return Long.parseLong(text);
  }

  private static void requireSmall(DataType dtype, long[] dims) {
    long bytes = dtype.getNumOfBytes();
    for (long dim : dims) {
      long high = Math.multiplyHigh(bytes, dim);
      bytes *= dim;
      if (high != 0 || bytes < 0 || bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "an .npy array of %s %s takes more than 2 GiB".formatted(dtype, Arrays.toString(dims)));
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

  /**
   * The bytes before the elements of such a tensor.
   *
   * @throws IllegalArgumentException if NumPy has no such element type
   */
  static byte[] bytes(TensorType type) {
    String kind =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == type.dtype())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("NumPy has no element type " + type.dtype()));
    String shape =
        Arrays.stream(type.dims()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
    String header =
        "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(type.dtype().getNumOfBytes() == 1 ? "|" : "<", kind, shape);
    // The elements begin at a multiple of 64; the header ends with a line break.
    int padding = 63 - (MAGIC.length + 4 + header.length()) % 64;
    String whole = header + " ".repeat(padding) + "\n";
    ByteBuffer buffer =
        ByteBuffer.allocate(MAGIC.length + 4 + whole.length()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) whole.length());
    return buffer.put(whole.getBytes(StandardCharsets.ISO_8859_1)).array();
  }
}
