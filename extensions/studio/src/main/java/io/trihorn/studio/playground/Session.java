package io.trihorn.studio.playground;

import io.trihorn.backend.BackendException;
import io.trihorn.model.ModelException;
import java.util.List;
import java.util.function.Consumer;

/** A network that learns in a thread of its own, as long as it is let. */
public final class Session implements AutoCloseable {
  private static final long FRAME_NANOS = 80_000_000;

  private final PlaneModel model;
  private final Consumer<Frame> listener;
  private final Thread thread = new Thread(this::work, "trihorn-playground");
  private boolean running;
  private int steps;
  private boolean closed;
  private Frame last;

  /**
   * A session that waits to be let run.
   *
   * @param listener is told what the network looks like, some times a second
   */
  public Session(Settings settings, Consumer<Frame> listener) {
    model = new PlaneModel(settings);
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  /** The points that it learns from. */
  public List<PlaneData.Spot> train() {
    return model.train();
  }

  /** The other points. */
  public List<PlaneData.Spot> test() {
    return model.test();
  }

  /** Lets it learn or wait. */
  public synchronized void run(boolean value) {
    running = value;
    notifyAll();
  }

  /** Lets it see all points once more. */
  public synchronized void step() {
    steps++;
    notifyAll();
  }

  /** What it looked like last; null before the first time. */
  public synchronized Frame last() {
    return last;
  }

  private synchronized boolean awaitTurn() throws InterruptedException {
    while (!closed && !running && steps == 0) {
      wait();
    }
    if (!running && steps > 0) {
      steps--;
    }
    return !closed;
  }

  private synchronized boolean isWaiting() {
    return !running && steps == 0;
  }

  private void work() {
    try (model) {
      tell(model.frame());
      long told = 0;
      while (awaitTurn()) {
        model.step();
        if (isWaiting() || System.nanoTime() - told >= FRAME_NANOS) {
          tell(model.frame());
          told = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ModelException | BackendException | IllegalArgumentException e) {
      tell(new Frame(0, 0, 0, 0, List.of(), List.of(), e.getMessage()));
    }
  }

  private void tell(Frame frame) {
    synchronized (this) {
      last = frame;
    }
    listener.accept(frame);
  }

  /** Ends it after its epoch. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }
}
