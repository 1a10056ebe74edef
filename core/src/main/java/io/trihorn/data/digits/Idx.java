package io.trihorn.data.digits;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads files in the idx format of the MNIST distribution, gzipped or not: two zero bytes, the code
 * of the element type, the number of axes, the extents as big-endian ints, then the elements,
 * big-endian and row-major.
 */
public final class Idx {
  private static final Map<Integer, DataType> TYPES =
      Map.of(
          0x08, DataType.UINT8,
          0x09, DataType.INT8,
          0x0b, DataType.INT16,
          0x0c, DataType.INT32,
          0x0d, DataType.FLOAT32,
          0x0e, DataType.FLOAT64);

  private static final String ADVICE =
      ". Delete the file and get it again; a download may have been cut off or answered with an"
          + " error page.";

  private Idx() {}

  /**
   * Reads a whole file.
   *
   * @param file an idx file, gzipped if it begins like one
   * @return its elements, of the type the file says
   * @throws IOException if there is no such file, or it is not in the format, cut off, too long or
   *     badly compressed; the message names the file, what was expected and what was found
   */
  public static TensorData read(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = unzipped(new BufferedInputStream(raw, 1 << 16))) {
      return read(in, file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (ZipException e) {
      throw new IOException(
          file + " is gzipped, but its compressed data are damaged: " + e.getMessage() + ADVICE, e);
    } catch (EOFException e) {
      throw new IOException(
          file + " is gzipped, but ends in the middle of its compressed data" + ADVICE, e);
    }
  }

  private static InputStream unzipped(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == 0x1f8b ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static TensorData read(InputStream in, Path file) throws IOException {
    byte[] start = in.readNBytes(4);
    DataType dtype = start.length == 4 ? TYPES.get((int) start[2]) : null;
    if (dtype == null || start[0] != 0 || start[1] != 0) {
      throw new IOException(
          file
              + " is no idx file: expected it to begin with 00 00, a type from 08 to 0e and the"
              + " number of axes, but got "
              + hex(start)
              + ADVICE);
    }
    byte[] header = in.readNBytes(4 * start[3]);
    long[] dims = new long[Math.max(0, header.length / 4)];
    Arrays.setAll(dims, i -> ByteBuffer.wrap(header).getInt(4 * i));
    if (dims.length != start[3] || Arrays.stream(dims).anyMatch(d -> d < 0)) {
      throw new IOException(
          file + " is no idx file: expected " + start[3] + " extents, but got " + hex(header));
    }
    long bytes = dtype.getNumOfBytes();
    for (long d : dims) {
      bytes = d == 0 ? 0 : Math.min(bytes, Long.MAX_VALUE / d) * d;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new IOException(
          file
              + " says that it holds "
              + dtype
              + Arrays.toString(dims)
              + ", more than the 2 GiB that can be read"
              + ADVICE);
    }
    return elements(in, file, TensorType.of(dtype, dims));
  }

  private static TensorData elements(InputStream in, Path file, TensorType type)
      throws IOException {
    // Read bit by bit, so that a false header does not make the program ask for memory in vain.
    byte[] elements = in.readNBytes((int) type.bytes());
    if (elements.length < type.bytes() || in.read() >= 0) {
      throw new IOException(
          file
              + ": expected "
              + type.bytes()
              + " bytes of elements for "
              + type
              + ", but the file has "
              + (elements.length < type.bytes() ? "only " + elements.length : "more")
              + ADVICE);
    }
    return HostValues.copyOf(ByteBuffer.wrap(elements).order(ByteOrder.BIG_ENDIAN), type);
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(String.format("%02x ", b));
    }
    return out.isEmpty() ? "nothing" : out.toString().strip();
  }
}
