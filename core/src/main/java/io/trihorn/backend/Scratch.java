package io.trihorn.backend;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Host memory that is lent for a moment and then for the next one: what is allocated and dropped
 * stays until the collector finds it, however little of Java's heap it takes. Whoever makes many
 * stores has one for all of them. Safe for use by many threads.
 */
public final class Scratch {
  private static final int MOST_KEPT = 4;
  private static final int LARGEST_KEPT = 64 << 20;
  private static final int SMALLEST = 1 << 16;

  private final BlockingQueue<SoftReference<ByteBuffer>> idle =
      new LinkedBlockingQueue<>(MOST_KEPT);

  /** Nothing yet. */
  public Scratch() {}

  /** Lends a tensor, whose elements are not defined. */
  void lend(TensorType type, Consumer<TensorData> user) {
    if (type.bytes() > LARGEST_KEPT) {
      user.accept(TensorData.zeros(type));
      return;
    }
    int bytes = (int) type.bytes();
    ByteBuffer memory = take(bytes);
    user.accept(TensorData.wrap(type, memory.slice(0, bytes).order(ByteOrder.nativeOrder())));
    idle.offer(new SoftReference<>(memory));
  }

  private ByteBuffer take(int bytes) {
    SoftReference<ByteBuffer> kept = idle.poll();
    ByteBuffer memory = kept == null ? null : kept.get();
    if (memory != null && memory.capacity() >= bytes) {
      return memory;
    }
    // To powers of two, so that one that grew serves for many.
    int size = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
    return ByteBuffer.allocateDirect(size);
  }
}
