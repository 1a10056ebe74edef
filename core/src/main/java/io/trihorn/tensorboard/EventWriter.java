package io.trihorn.tensorboard;

import io.trihorn.data.tfrecord.RecordWriter;
import io.trihorn.graph.Graph;
import io.trihorn.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** An event file of TensorBoard: a TFRecord file, each record of which is a message. */
public final class EventWriter implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private final Path file;
  private final RecordWriter out;

  /**
   * Begins a file in a directory, which is made if it is not there.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public EventWriter(Path directory) {
    file = directory.resolve(name());
    try {
      Files.createDirectories(directory);
      out = new RecordWriter(file);
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
    try {
      out.write(event.bytes());
    } catch (IOException e) {
      throw cannot(e);
    }
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
