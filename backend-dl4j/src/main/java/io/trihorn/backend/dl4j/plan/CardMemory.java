package io.trihorn.backend.dl4j.plan;

import io.trihorn.backend.BackendException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;

/**
 * The memory of a graphics card. Copies within it are begun in the order of the calls, by the
 * stream that libnd4j's ops of the calling thread run in.
 */
public final class CardMemory implements Memory {
  // Of libnd4j's functions that copy: the kind of each side.
  private static final int FROM_HOST = 1;
  private static final int TO_HOST = 2;
  private static final int WITHIN = 3;

  private final NativeOps ops;
  private final int card;
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * The memory of a card.
   *
   * @param card its number
   * @param most how much of it may be taken; 0 for all there is
   */
  public CardMemory(NativeOps ops, int card, long most) {
    this.ops = ops;
    this.card = card;
    this.most = most;
  }

  @Override
  public void begin() {
    ops.setDevice(card);
  }

  @Override
  public void finish() {
    check("streamSynchronize", ops.streamSynchronize(stream()));
  }

  @Override
  public Stretch allocate(long bytes) {
    begin();
    long size = Math.max(bytes, 1);
    long all = taken.addAndGet(size);
    Pointer address = most > 0 && all > most ? null : ops.mallocDevice(size, card, 0);
    if (address == null || address.isNull()) {
      taken.addAndGet(-size);
      throw new BackendException(none(size, all - size));
    }
    check("memset", ops.memsetSync(address, 0, size, 0, null));
    BytePointer start = new BytePointer(address).capacity(size);
    return new Stretch() {
      @Override
      public BytePointer start() {
        return start;
      }

      @Override
      public void free() {
        ops.freeDevice(address, card);
        taken.addAndGet(-size);
      }
    };
  }

  private String none(long bytes, long before) {
    return "gpu:"
        + card
        + " has no "
        + bytes
        + " bytes left for the backend 'dl4j', which has taken "
        + before
        + (most > 0 ? " of the " + most + " that trihorn.gpu.memory allows" : "")
        + ": use smaller batches"
        + (most > 0 ? ", or allow more." : ".");
  }

  @Override
  public void write(ByteBuffer from, BytePointer to) {
    long bytes = from.remaining();
    if (bytes == 0) {
      return;
    }
    begin();
    try (BytePointer host = onHost(from)) {
      check("memcpy", ops.memcpySync(to, host, bytes, FROM_HOST, null));
    }
    from.position(from.limit());
  }

  /** The bytes where native code can see them. */
  private static BytePointer onHost(ByteBuffer bytes) {
    if (bytes.isDirect()) {
      return new BytePointer(bytes.slice());
    }
    BytePointer copy = new BytePointer(bytes.remaining());
    copy.asByteBuffer().put(bytes.duplicate());
    return copy;
  }

  @Override
  public void read(BytePointer from, ByteBuffer to) {
    if (!to.hasRemaining()) {
      return;
    }
    begin();
    try (BytePointer host = new BytePointer(to.remaining())) {
      check("memcpy", ops.memcpySync(host, from, to.remaining(), TO_HOST, null));
      to.put(host.asByteBuffer());
    }
  }

  @Override
  public Runnable copy(BytePointer to, BytePointer from, long bytes) {
    return to.address() == from.address()
        ? () -> {}
        : () -> check("memcpy", ops.memcpyAsync(to, from, bytes, WITHIN, stream()));
  }

  @Override
  public Runnable fill(BytePointer at, byte value, long bytes) {
    return () -> check("memset", ops.memsetAsync(at, value, bytes, 0, stream()));
  }

  private Pointer stream() {
    return ops.lcExecutionStream(ops.defaultLaunchContext());
  }

  private void check(String what, int done) {
    if (done == 0) {
      throw new BackendException("libnd4j's " + what + " failed: " + ops.lastErrorMessage());
    }
  }
}
