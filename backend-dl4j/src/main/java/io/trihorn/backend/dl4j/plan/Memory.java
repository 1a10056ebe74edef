package io.trihorn.backend.dl4j.plan;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** The memory that libnd4j's ops work on: the machine's, or that of a card. */
public interface Memory {
  /** A stretch of memory. */
  interface Stretch {
    /** The address of its first byte, a multiple of the length of a cache line. */
    BytePointer start();

    /** Gives it back. */
    void free();
  }

  /** Has what the calling thread does from now on done here. */
  void begin();

  /** Waits until all that the calling thread began has been done. */
  void finish();

  /**
   * So many bytes, at least one, all 0.
   *
   * @throws io.trihorn.backend.BackendException if there are none left
   */
  Stretch allocate(long bytes);

  /** Copies bytes of the host here. */
  void write(ByteBuffer from, BytePointer to);

  /** Copies bytes from here to the host. */
  void read(BytePointer from, ByteBuffer to);

  /** A copy within this memory; nothing where the bytes are there already. */
  Runnable copy(BytePointer to, BytePointer from, long bytes);

  /** One byte many times. */
  Runnable fill(BytePointer at, byte value, long bytes);
}
