package io.trihorn.saving.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A part of a file. What is large is read by the channel: pages that were looked at in a mapping
 * count as the process's until the mapping is garbage, which may be long after.
 *
 * @param file the file, which is closed with this
 * @param begin where the part begins
 * @param size its bytes
 */
public record FilePart(FileChannel file, long begin, long size) implements Closeable {
  /** The most that is read at once: the channel copies by way of memory of its own. */
  private static final int BLOCK = 1 << 20;

  /** All of a file. */
  static FilePart of(Path path) throws IOException {
    FileChannel file = FileChannel.open(path);
    return new FilePart(file, 0, file.size());
  }

  /** The bytes of a part of less than 2 GiB, read when they are looked at. */
  ByteBuffer map() throws IOException {
    return file.map(FileChannel.MapMode.READ_ONLY, begin, size);
  }

  /**
   * Reads bytes until a place is full.
   *
   * @param at where they begin in this part
   * @throws IOException if there are not as many
   */
  public void read(long at, ByteBuffer place) throws IOException {
    if (at < 0 || place.remaining() > size - at) {
      throw new IOException("the file ends before the bytes that it should have");
    }
    int end = place.limit();
    for (long next = begin + at; place.position() < end; ) {
      place.limit(Math.min(end, place.position() + BLOCK));
      int count = file.read(place, next);
      if (count < 0) {
        throw new IOException("the file ends before the bytes that it should have");
      }
      next += count;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
