package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads batches ahead on a daemon thread, into as many sets of buffers as batches may wait plus
 * those in the consumer's hands and the one that is being filled.
 */
final class Prefetcher implements BatchIterator {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Queue<Buffers> idle;
  private int held;
  private final Deque<Item> inHands = new ArrayDeque<>();
  private final Pump pump;
  private final Cleaner.Cleanable cleanable;
  private Item pending;
  private boolean done;

  /** A batch and its buffers; or the end; or what went wrong. */
  private record Item(Batch batch, Buffers buffers, Throwable error) {}

  /**
   * Starts to read.
   *
   * @param held how many batches the consumer has in its hands
   * @param idle where buffers come from and go to when the last batch is done with; null if each
   *     batch is to have its own
   */
  Prefetcher(BatchReader reader, int depth, int held, Queue<Buffers> idle) {
    this.held = held;
    this.idle = idle;
    pump = new Pump(reader, depth + held + 1, idle);
    // An iterator that is forgotten, as by a break out of a for loop, stops its thread too. The
    // thread refers to the pump only, so the iterator can be collected.
    cleanable = CLEANER.register(this, pump::stop);
    pump.thread.start();
  }

  @Override
  public void hold(int batches) {
    for (; held < batches; held++) {
      // One for the hands, and one for those who wait, so that there are enough for the next turn.
      pump.add();
      pump.add();
    }
  }

  @Override
  public boolean hasNext() {
    if (pending == null && !done) {
      Item item = take();
      if (item.error() != null) {
        close();
        if (item.error() instanceof StageException stage) {
          throw stage.problem();
        }
        if (item.error() instanceof DatasetException told) {
          throw told;
        }
        Throwable error = item.error();
        throw new DatasetException(
            "the dataset failed while it was read ahead: "
                + (error instanceof ShapeException ? error.getMessage() : error),
            error);
      }
      if (item.batch() == null) {
        close();
        giveBack(item.buffers());
      } else {
        pending = item;
      }
    }
    return pending != null;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has no more batches");
    }
    if (inHands.size() == held) {
      pump.free.add(inHands.remove().buffers());
    }
    Item item = pending;
    inHands.add(item);
    pending = null;
    return item.batch();
  }

  /** At the end nobody reads ahead any more, so that all buffers are here. */
  private void giveBack(Buffers last) {
    if (idle != null) {
      pump.free.drainTo(idle);
      idle.add(last);
      inHands.forEach(item -> idle.add(item.buffers()));
    }
  }

  private Item take() {
    try {
      return pump.full.take();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new DatasetException("interrupted while waiting for a batch", e);
    }
  }

  @Override
  public void close() {
    done = true;
    pending = null;
    cleanable.clean();
  }

  /** What the thread shares with the iterator. */
  private static final class Pump implements Runnable {
    private final BatchReader reader;
    private final Queue<Buffers> idle;
    private final BlockingQueue<Buffers> free = new LinkedBlockingQueue<>();
    private final BlockingQueue<Item> full = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopped;

    Pump(BatchReader reader, int slots, Queue<Buffers> idle) {
      this.reader = reader;
      this.idle = idle;
      for (int i = 0; i < slots; i++) {
        add();
      }
      thread = new Thread(this, "trihorn-prefetch");
      thread.setDaemon(true);
    }

    /** Adds memory for one more batch. */
    void add() {
      Buffers before = idle == null ? Buffers.fresh() : idle.poll();
      free.add(before == null ? Buffers.reused(reader.allowsSlices()) : before);
    }

    void stop() {
      stopped = true;
      thread.interrupt();
    }

    @Override
    public void run() {
      try (reader) {
        Batch batch;
        do {
          Buffers buffers = free.take();
          batch = reader.read(buffers);
          full.add(new Item(batch, buffers, null));
        } while (batch != null && !stopped);
      } catch (Throwable e) {
        // Nobody waits any more after stop, whose interrupt may be what is caught here.
        if (!stopped) {
          full.add(new Item(null, null, e));
        }
      }
    }
  }
}
