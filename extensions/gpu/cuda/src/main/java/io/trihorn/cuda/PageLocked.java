package io.trihorn.cuda;

import static io.trihorn.cuda.Native.call;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Memory of the host that is locked to its pages, by CUDA's runtime. */
final class PageLocked {
  /** Of cudaHostAlloc: locked for all cards. */
  private static final int PORTABLE = 1;

  private PageLocked() {}

  /**
   * So many bytes that a card reads by itself; empty where CUDA 12 is not there or has none.
   *
   * @param card whose context is made for it, if the process has none there
   */
  static Optional<ByteBuffer> memory(int card, int bytes) {
    try {
      NativeLibrary runtime = NativeLibrary.getInstance(Toolkit.CUDA_12.runtimeFile());
      PointerByReference address = new PointerByReference();
      call(runtime, "cudaSetDevice", card);
      call(runtime, "cudaHostAlloc", address, (long) bytes, PORTABLE);
      return Optional.of(address.getValue().getByteBuffer(0, bytes));
    } catch (LinkageError | Native.CallException e) {
      return Optional.empty();
    }
  }
}
