package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewTensor;

import io.trihorn.backend.GpuRuntime;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.Deallocator_Pointer_long_Pointer;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Tensors in page-locked memory, which a card reads by itself. TensorFlow gives none to who feeds
 * it: {@code TF_AllocateTensor} takes the processor's allocator whatever the session's options say
 * ({@code force_gpu_compatible} is for what kernels allocate), and what is fed is copied to the
 * card from where it is. Locking pages takes long, so that memory is used again when TensorFlow
 * lets go of it, and never given back to the system.
 */
final class PageLockedTensors implements TensorMemory {
  /** Whole pages are locked. */
  private static final int PAGE = 4096;

  /** The most that is locked; the system needs the rest. What goes beyond is in ordinary memory. */
  private static final long MOST = 1L << 30;

  private static final Map<Integer, PageLockedTensors> OF_PROCESS = new ConcurrentHashMap<>();

  private final IntFunction<Optional<ByteBuffer>> lock;

  /** What is in no tensor, by its size. */
  private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();

  /** What is in tensors, by its address. */
  private final Map<Long, ByteBuffer> taken = new HashMap<>();

  private long locked;

  /** Called by TensorFlow, in any thread. */
  private final Deallocator_Pointer_long_Pointer release =
      new Deallocator_Pointer_long_Pointer() {
        @Override
        public void call(Pointer data, long length, Pointer argument) {
          giveBack(data.address());
        }
      };

  /**
   * Tensors in given memory.
   *
   * @param lock gives that many bytes that begin on a page; empty where there are none
   */
  PageLockedTensors(IntFunction<Optional<ByteBuffer>> lock) {
    this.lock = lock;
  }

  /** For a card. */
  static PageLockedTensors of(int card) {
    return OF_PROCESS.computeIfAbsent(
        card,
        index ->
            new PageLockedTensors(
                bytes ->
                    GpuRuntime.present().flatMap(runtime -> runtime.pageLocked(index, bytes))));
  }

  @Override
  public TF_Tensor allocate(TensorType type) {
    ByteBuffer memory = type.bytes() == 0 ? null : take(Math.toIntExact(type.bytes()));
    return memory == null
        ? HostTensors.allocate(type)
        : TF_NewTensor(
            Dtypes.code(type.dtype()),
            type.dims(),
            type.rank(),
            new Pointer(memory),
            type.bytes(),
            release,
            null);
  }

  /** Memory of at least so many bytes, or null. */
  private synchronized ByteBuffer take(int bytes) {
    Map.Entry<Integer, Deque<ByteBuffer>> fitting = free.ceilingEntry(bytes);
    ByteBuffer memory;
    // What is more than twice as large is kept for what needs it.
    if (fitting != null && fitting.getKey() / 2 <= Math.max(bytes, PAGE)) {
      memory = fitting.getValue().remove();
      if (fitting.getValue().isEmpty()) {
        free.remove(fitting.getKey());
      }
    } else {
      memory = more(bytes);
    }
    if (memory != null) {
      taken.put(new Pointer(memory).address(), memory);
    }
    return memory;
  }

  private ByteBuffer more(int bytes) {
    long pages = ((long) bytes + PAGE - 1) / PAGE * PAGE;
    if (pages > Integer.MAX_VALUE || locked + pages > MOST) {
      return null;
    }
    Optional<ByteBuffer> memory = lock.apply((int) pages);
    memory.ifPresent(m -> locked += pages);
    return memory.orElse(null);
  }

  private synchronized void giveBack(long address) {
    ByteBuffer memory = taken.remove(address);
    free.computeIfAbsent(memory.capacity(), size -> new ArrayDeque<>()).add(memory);
  }
}
