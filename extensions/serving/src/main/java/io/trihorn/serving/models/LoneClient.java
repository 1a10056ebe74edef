package io.trihorn.serving.models;

import java.lang.ref.WeakReference;
import java.time.Duration;

/** Knows whether all questions come from one client, who waits for each answer. */
final class LoneClient {
  /** For how long nobody else has asked. */
  private static final long LONG = Duration.ofMillis(20).toNanos();

  private WeakReference<Object> last = new WeakReference<>(null);
  private long since;

  /**
   * Notes who asks.
   *
   * @param client the connection; null for one that has others' questions too
   * @return whether nobody else has asked for a while
   */
  synchronized boolean asks(Object client) {
    long now = System.nanoTime();
    if (client == null || last.get() != client) {
      last = new WeakReference<>(client);
      since = now;
    }
    return now - since > LONG;
  }
}
