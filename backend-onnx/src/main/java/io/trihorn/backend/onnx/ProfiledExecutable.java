package io.trihorn.backend.onnx;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A program whose sessions keep a profile. ONNX Runtime writes it when a session ends, once; so who
 * wants to know ends them, and the next run begins new ones.
 */
final class ProfiledExecutable implements MeasuredExecutable {
  /** ONNX Runtime keeps a million events and drops what comes later. */
  private static final long MOST_EVENTS = 500_000;

  private final Graph graph;
  private final OnnxStore store;
  private final OnnxSettings settings;
  private final Sink sink;
  private final ProfileReader reader;
  private final AtomicLong runs = new AtomicLong();

  /** Held for reading by runs, for writing by who ends the sessions. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private Path folder;
  private OnnxExecutable program;
  private boolean closed;

  ProfiledExecutable(Graph graph, OnnxStore store, OnnxSettings settings, Sink sink) {
    this.graph = graph;
    this.store = store;
    this.settings = settings;
    this.sink = sink;
    this.reader = new ProfileReader(graph);
    begin();
  }

  private synchronized OnnxExecutable begin() {
    if (program == null && !closed) {
      try {
        folder = Files.createTempDirectory("trihorn-profile");
      } catch (IOException e) {
        throw new BackendException("there is no place for ONNX Runtime's profile", e);
      }
      program =
          new OnnxExecutable(graph, store, settings.withProfile(folder.resolve("p").toString()));
    }
    return program;
  }

  private <T> T run(Function<OnnxExecutable, T> action) {
    lock.readLock().lock();
    try {
      OnnxExecutable running = begin();
      if (running == null) {
        throw new IllegalStateException("the program is closed");
      }
      return action.apply(running);
    } finally {
      lock.readLock().unlock();
      if (runs.incrementAndGet() * graph.nodes().size() > MOST_EVENTS) {
        flush();
      }
    }
  }

  @Override
  public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    run(
        running -> {
          running.run(feeds, fetches);
          return null;
        });
  }

  @Override
  public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
    return run(running -> running.call(feeds, wanted));
  }

  @Override
  public void flush() {
    if (runs.get() > 0) {
      end(false);
    }
  }

  @Override
  public void close() {
    end(true);
  }

  private void end(boolean forGood) {
    List<OpTime> times;
    lock.writeLock().lock();
    try {
      closed |= forGood;
      times = program == null ? List.of() : finish();
    } finally {
      lock.writeLock().unlock();
    }
    sink.accept(times);
  }

  /** Ends the sessions and reads what they have written. */
  private synchronized List<OpTime> finish() {
    program.close();
    program = null;
    runs.set(0);
    List<OpTime> times = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        times.addAll(reader.read(file));
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new BackendException("ONNX Runtime's profile cannot be read", e);
    }
    return times;
  }
}
