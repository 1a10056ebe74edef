package io.trihorn.saving;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the bytes of entries lie in a zip file, which Java does not tell (.ZIP File Format
 * Specification 6.3, "central directory structure", with the extension for large files). Numbers
 * are little-endian.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_END_BYTES = 56;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int LARGE_FIELD = 1;
  private static final long ELSEWHERE = 0xffffffffL;
  private static final int MOST_COMMENT = 0xffff;

  private final FileChannel file;

  ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /**
   * Where an entry's bytes begin.
   *
   * @throws IOException if the file is damaged or has no such entry
   */
  long begin(String name) throws IOException {
    ByteBuffer headers = headers();
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    while (headers.remaining() >= HEADER_BYTES) {
      int at = headers.position();
      require(headers.getInt(at) == HEADER);
      byte[] found = new byte[Short.toUnsignedInt(headers.getShort(at + 28))];
      int extra = Short.toUnsignedInt(headers.getShort(at + 30));
      int comment = Short.toUnsignedInt(headers.getShort(at + 32));
      require(headers.remaining() >= HEADER_BYTES + found.length + extra + comment);
      headers.get(at + HEADER_BYTES, found);
      if (Arrays.equals(found, wanted)) {
        return data(local(headers, at, at + HEADER_BYTES + found.length, extra));
      }
      headers.position(at + HEADER_BYTES + found.length + extra + comment);
    }
    throw new IOException("the zip file has no entry '" + name + "'");
  }

  /** The directory. */
  private ByteBuffer headers() throws IOException {
    int tail = (int) Math.min(file.size(), END_BYTES + MOST_COMMENT + LOCATOR_BYTES);
    long start = file.size() - tail;
    ByteBuffer last = read(start, tail);
    int end = tail - END_BYTES;
    while (end >= 0 && !isEnd(last, end)) {
      end--;
    }
    require(end >= 0);
    long size = Integer.toUnsignedLong(last.getInt(end + 12));
    long begin = Integer.toUnsignedLong(last.getInt(end + 16));
    int locator = end - LOCATOR_BYTES;
    if (locator >= 0 && last.getInt(locator) == LOCATOR) {
      ByteBuffer large = read(last.getLong(locator + 8), LARGE_END_BYTES);
      require(large.getInt(0) == LARGE_END);
      size = large.getLong(40);
      begin = large.getLong(48);
    }
    return read(begin, size);
  }

  /** Whether the directory's end is here, with a comment after it that ends the file. */
  private static boolean isEnd(ByteBuffer last, int at) {
    return last.getInt(at) == END
        && at + END_BYTES + Short.toUnsignedInt(last.getShort(at + 20)) == last.limit();
  }

  /** Where the local header of an entry is. */
  private static long local(ByteBuffer headers, int at, int extra, int extraBytes)
      throws IOException {
    long offset = Integer.toUnsignedLong(headers.getInt(at + 42));
    if (offset != ELSEWHERE) {
      return offset;
    }
    // The larger numbers follow each other, those that are needed alone.
    int skipped = Integer.toUnsignedLong(headers.getInt(at + 24)) == ELSEWHERE ? 8 : 0;
    skipped += Integer.toUnsignedLong(headers.getInt(at + 20)) == ELSEWHERE ? 8 : 0;
    int end = extra + extraBytes;
    for (int field = extra; field + 4 <= end; ) {
      int bytes = Short.toUnsignedInt(headers.getShort(field + 2));
      if (headers.getShort(field) == LARGE_FIELD) {
        require(skipped + 8 <= bytes && field + 4 + bytes <= end);
        return headers.getLong(field + 4 + skipped);
      }
      field += 4 + bytes;
    }
    throw damaged();
  }

  private long data(long local) throws IOException {
    ByteBuffer header = read(local, LOCAL_BYTES);
    require(header.getInt(0) == LOCAL);
    return local
        + LOCAL_BYTES
        + Short.toUnsignedInt(header.getShort(26))
        + Short.toUnsignedInt(header.getShort(28));
  }

  private ByteBuffer read(long begin, long bytes) throws IOException {
    require(begin >= 0 && bytes >= 0 && bytes <= file.size() - begin && begin <= file.size());
    require(bytes <= Integer.MAX_VALUE - 16);
    ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      require(file.read(buffer, begin + buffer.position()) > 0);
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void require(boolean fits) throws IOException {
    if (!fits) {
      throw damaged();
    }
  }

  private static IOException damaged() {
    return new IOException("the directory of the zip file is damaged");
  }
}
