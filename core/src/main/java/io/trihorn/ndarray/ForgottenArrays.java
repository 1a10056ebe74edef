package io.trihorn.ndarray;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;

/** The arrays of a manager, held so that those which nobody else refers to can go. */
final class ForgottenArrays {
  private final ReferenceQueue<LazyArray> queue = new ReferenceQueue<>();

  /** An array among a manager's resources. */
  static final class Held extends WeakReference<LazyArray> implements AutoCloseable {
    private final String uid;

    private Held(LazyArray array, ReferenceQueue<LazyArray> queue) {
      super(array, queue);
      this.uid = array.getUid();
    }

    @Override
    public void close() {
      LazyArray array = get();
      if (array != null) {
        array.close();
      }
    }
  }

  /** What stands for an array among a manager's resources. */
  Held hold(LazyArray array) {
    return new Held(array, queue);
  }

  /** Takes those that went out of the resources. */
  void drain(Map<String, AutoCloseable> resources) {
    for (Held held = (Held) queue.poll(); held != null; held = (Held) queue.poll()) {
      resources.remove(held.uid, held);
    }
  }
}
