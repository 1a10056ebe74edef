package io.trihorn.data.tfrecord;

import io.trihorn.data.DatasetException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * Reads a TFRecord file, plain or gzipped if its name ends with {@code .gz}. What is wrong is a
 * {@link DatasetException} that names the file, the record and the byte.
 */
public final class RecordReader implements Iterator<byte[]>, AutoCloseable {
  private final Path file;
  private final InputStream in;
  private long at;
  private long count;
  private byte[] next;

  /**
   * Opens a file.
   *
   * @throws DatasetException if it cannot be opened
   */
  public RecordReader(Path file) {
    this.file = file;
    try {
      InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      in = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    } catch (IOException e) {
      throw new DatasetException(file + " cannot be read: " + e, e);
    }
  }

  /** The records of a file; to be closed. */
  public static Stream<byte[]> stream(Path file) {
    RecordReader reader = new RecordReader(file);
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(reader, 0), false)
        .onClose(reader::close);
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = read();
      } catch (IOException e) {
        throw new DatasetException(file + " cannot be read: " + e, e);
      }
    }
    return next != null;
  }

  private byte[] read() throws IOException {
    byte[] header = in.readNBytes(Long.BYTES + Integer.BYTES);
    if (header.length == 0) {
      return null;
    }
    if (header.length < Long.BYTES + Integer.BYTES) {
      throw damaged("the file ends inside the length of a record");
    }
    ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    long length = numbers.getLong();
    byte[] lengthBytes = new byte[Long.BYTES];
    System.arraycopy(header, 0, lengthBytes, 0, Long.BYTES);
    if (numbers.getInt() != RecordWriter.checksum(lengthBytes) || length > Integer.MAX_VALUE - 8) {
      throw damaged("the checksum of the length is wrong: is it a TFRecord file?");
    }
    byte[] record = in.readNBytes((int) length);
    byte[] checksum = in.readNBytes(Integer.BYTES);
    if (checksum.length < Integer.BYTES) {
      throw damaged("the file ends inside a record of " + length + " bytes");
    }
    int expected = ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (expected != RecordWriter.checksum(record)) {
      throw damaged("the checksum of the record is wrong");
    }
    at += header.length + length + checksum.length;
    count++;
    return record;
  }

  private DatasetException damaged(String what) {
    return new DatasetException(file + ", record " + count + " at byte " + at + ": " + what, null);
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file + " has no more records");
    }
    byte[] record = next;
    next = null;
    return record;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DatasetException(file + " cannot be closed: " + e, e);
    }
  }
}
