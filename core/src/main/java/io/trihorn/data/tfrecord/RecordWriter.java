package io.trihorn.data.tfrecord;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes a TFRecord file: for each record its length, a checksum of it, the bytes, and theirs. */
public final class RecordWriter implements AutoCloseable {
  private final OutputStream out;

  /**
   * Begins a file, which is written anew.
   *
   * @throws IOException if it cannot be written
   */
  public RecordWriter(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file));
  }

  /** Writes a record. */
  public void write(byte[] record) throws IOException {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(record.length)
            .array();
    out.write(length);
    out.write(bytes(checksum(length)));
    out.write(record);
    out.write(bytes(checksum(record)));
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  /** The CRC-32C, turned and moved, so that a record in a record does not hold its own. */
  static int checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /** Hands everything to the system. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
