package io.trihorn.tensorboard;

import io.trihorn.graph.Graph;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard: records of a length, its checksum, a message and its checksum. The
 * checksums are masked CRC-32C, as in TFRecord files.
 */
public final class EventWriter implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private final Path file;
  private final OutputStream out;

  /**
   * Begins a file in a directory, which is made if it is not there.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public EventWriter(Path directory) {
    file = directory.resolve(name());
    try {
      Files.createDirectories(directory);
      out = new BufferedOutputStream(Files.newOutputStream(file));
    } catch (IOException e) {
      throw cannot(e);
    }
    write(new Message().number(1, now()).text(3, "brain.Event:2"));
    flush();
  }

  /** The name that TensorFlow gives such files; each is new. */
  private static String name() {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%d.%d.v2",
        System.currentTimeMillis() / 1000,
        host(),
        ProcessHandle.current().pid(),
        COUNT.getAndIncrement());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The name only tells people where a file comes from.
      return "localhost";
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  /** Writes something seen at a step. */
  public void summary(long step, Summary summary) {
    Message all = new Message().message(1, summary.message());
    write(new Message().number(1, now()).integer(2, step).message(5, all));
  }

  /** Writes a graph. */
  public void graph(Graph graph) {
    write(new Message().number(1, now()).message(4, new GraphMessage(graph).message()));
  }

  /** Hands everything to the system, so that a TensorBoard that is open shows it. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private void write(Message event) {
    byte[] data = event.bytes();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    try {
      out.write(length);
      out.write(checksum(length));
      out.write(data);
      out.write(checksum(data));
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /** The CRC-32C, turned and moved, so that a record in a record does not hold its own. */
  static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  private UncheckedIOException cannot(IOException e) {
    return new UncheckedIOException("TensorBoard's event file " + file + " cannot be written", e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw cannot(e);
    }
  }
}
