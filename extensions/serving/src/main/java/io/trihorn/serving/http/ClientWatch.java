package io.trihorn.serving.http;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices clients that hang up while they wait. Jetty does not look at a connection of HTTP/1.1
 * between a request and its answer, so it is asked to tell when something can be read there: if
 * that is the end, the client is gone. Of connections by TLS, whose end is data too, it cannot be
 * told.
 */
final class ClientWatch implements Callback {
  private final SocketChannelEndPoint connection;
  private final CompletableFuture<?> answer;
  private final long since = System.nanoTime();
  private boolean begun;
  private boolean ended;

  ClientWatch(SocketChannelEndPoint connection, CompletableFuture<?> answer) {
    this.connection = connection;
    this.answer = answer;
  }

  /** How long the client waits, in nanoseconds. */
  long waited() {
    return System.nanoTime() - since;
  }

  /** Begins to watch, if it has not ended. */
  synchronized void begin() {
    begun = !ended && connection.tryFillInterested(this);
  }

  /** Ends: what comes on the connection is others' to read. */
  synchronized void end() {
    ended = true;
    if (begun) {
      connection.getFillInterest().onFail(new CancellationException());
    }
  }

  /** Something can be read, or not: selectors also tell of what was read meanwhile. */
  @Override
  public void succeeded() {
    if (isGone()) {
      answer.cancel(false);
    }
  }

  /** Whether the end was read; where nothing was, watching goes on. */
  private synchronized boolean isGone() {
    begun = false;
    if (ended) {
      return false;
    }
    try {
      boolean next = connection.getChannel().socket().getInputStream().available() > 0;
      // The next request, of a client that does not wait for its answer, is Jetty's to read.
      if (next || connection.fill(BufferUtil.allocate(1)) == 0) {
        begun = !next && connection.tryFillInterested(this);
        return false;
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  /** The connection was closed, or the answer is there. */
  @Override
  public void failed(Throwable problem) {
    answer.cancel(false);
  }
}
